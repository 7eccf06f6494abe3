//! The visual layers: this table, and one folder for each.
