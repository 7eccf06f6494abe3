//! The render actor: one for each running job. It decides when the job stops; a task does the waiting and a thread
//! the work. It ends with the job.

use super::attempt::Attempt;
use super::messages::{Finish, Halt, Run};
use super::progress::{Slot, nearly_done, share};
use super::queue::Context;
use super::stop::{Reason, Stop};
use super::store::Claimed;
use actix::{Actor, ActorContext, ActorFutureExt, AsyncContext, Handler, ResponseActFuture, WrapFuture};
use std::sync::Arc;
use std::time::Instant;
use tokio::runtime::Handle;

/// One for each running job.
pub(super) struct RenderActor {
    /// None once it has begun.
    attempt: Option<Attempt>,
    stop: Stop,
    slot: Slot,
    begun: Instant,
    runtime: Handle,
}

impl RenderActor {
    /// An actor for a job that was claimed; `stopped` if there is already a reason to stop it.
    pub(super) fn new(context: Arc<Context>, claimed: Claimed, stopped: Option<Reason>) -> Self {
        let (stop, slot) = (Stop::default(), Slot::default());
        if let Some(reason) = stopped {
            stop.ask(reason);
        }
        Self {
            runtime: context.runtime.clone(),
            attempt: Some(Attempt::new(context, claimed, stop.clone(), slot.clone())),
            stop,
            slot,
            begun: Instant::now(),
        }
    }
}

impl Actor for RenderActor {
    type Context = actix::Context<Self>;
}

impl Handler<Run> for RenderActor {
    type Result = ResponseActFuture<Self, ()>;

    fn handle(&mut self, _: Run, _: &mut Self::Context) -> Self::Result {
        let attempt = self.attempt.take();
        let task = self.runtime.spawn(async move {
            if let Some(attempt) = attempt {
                attempt.run().await;
            }
        });
        Box::pin(task.into_actor(self).map(|ended, _, ctx| {
            if let Err(error) = ended {
                // The lease runs out and the job is taken up again.
                tracing::error!(%error, "an attempt was cut off");
            }
            ctx.stop();
        }))
    }
}

impl Handler<Halt> for RenderActor {
    type Result = ();

    fn handle(&mut self, Halt(reason): Halt, _: &mut Self::Context) {
        self.stop.ask(reason);
    }
}

impl Handler<Finish> for RenderActor {
    type Result = ();

    fn handle(&mut self, Finish { grace }: Finish, ctx: &mut Self::Context) {
        if nearly_done(share(self.slot.latest()), self.begun.elapsed(), grace) {
            ctx.run_later(grace, |actor, _| actor.stop.ask(Reason::HandBack));
        } else {
            self.stop.ask(Reason::HandBack);
        }
    }
}
