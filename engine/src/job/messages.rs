//! What actors say to each other. None of it carries pixels, and none of it is the only copy of anything.

use super::stop::Reason;
use actix::Message;
use std::time::Duration;

/// To the supervisor: there may be something to start.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct Wake;

/// To the supervisor: this job was cancelled in its row; answered when its attempt, if it runs here, has ended.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct Cancel {
    pub(super) id: String,
}

/// To the supervisor: start nothing more and wind down what runs; answered when nothing runs.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct WindDown {
    pub(super) grace: Duration,
}

/// To the supervisor: end its thread.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct Quit;

/// To a render actor: do your work; answered when all of it is over.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct Run;

/// To a render actor: stop.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct Halt(pub(super) Reason);

/// To a render actor: finish within `grace` if that is likely, else hand the job back now.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct Finish {
    pub(super) grace: Duration,
}
