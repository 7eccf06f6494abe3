//! What set text must hold.
