//! The supervisor: one actor that owns the queue of this process. It fills free places, passes cancellations on and
//! winds down; the rows are read and written by tasks that report back to it.

use super::JobError;
use super::actor::RenderActor;
use super::messages::{Cancel, Finish, Halt, Quit, Run, Wake, WindDown};
use super::queue::{Context, Pick, Place, pick};
use super::recover::{Which, take_back};
use super::stop::Reason;
use super::store::{Claimed, now};
use super::turn::Turns;
use actix::{
    Actor, ActorFutureExt, Addr, AsyncContext, Handler, ResponseFuture, SpawnHandle, System, WrapFuture,
};
use chrono::{DateTime, Utc};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::JoinError;

/// Messages that may wait; senders wait beyond that.
const MAILBOX: usize = 64;
/// How long to wait after the database failed.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Owns the queue of this process.
pub(super) struct Supervisor {
    context: Arc<Context>,
    running: HashMap<String, Running>,
    turns: Turns,
    /// A task is looking into the queue; only one at a time.
    picking: bool,
    /// Something may have come into the queue since that task looked.
    again: bool,
    /// Jobs that were cancelled while that task may have been taking them.
    cancelled: HashSet<String>,
    stopping: bool,
    /// Who waits until nothing runs.
    waiting: Vec<oneshot::Sender<()>>,
    alarm: Option<SpawnHandle>,
}

/// A job that runs here.
struct Running {
    actor: Addr<RenderActor>,
    /// A job may be taken again, after its lease was lost, before its last attempt here has ended.
    attempt: u32,
    /// Who waits until it has ended.
    waiting: Vec<oneshot::Sender<()>>,
}

impl Supervisor {
    pub(super) fn new(context: Arc<Context>) -> Self {
        Self {
            context,
            running: HashMap::new(),
            turns: Turns::default(),
            picking: false,
            again: false,
            cancelled: HashSet::new(),
            stopping: false,
            waiting: Vec::new(),
            alarm: None,
        }
    }

    /// Looks into the queue if a place is free.
    fn fill(&mut self, ctx: &mut <Self as Actor>::Context) {
        if self.picking {
            self.again = true;
        } else if let Some(place) = self.place() {
            self.picking = true;
            self.again = false;
            let look = pick(Arc::clone(&self.context), self.turns.clone(), place);
            let look = self.context.runtime.spawn(look);
            ctx.spawn(
                look.into_actor(self)
                    .map(|picked, actor, ctx| actor.picked(picked, ctx)),
            );
        }
    }

    /// The free place, if there is one: beyond those for all jobs there is one for a preview.
    fn place(&self) -> Option<Place> {
        let places = self.context.settings.jobs.max(1);
        match self.running.len() {
            _ if self.stopping => None,
            running if running < places => Some(Place::Any),
            running if running == places => Some(Place::Preview),
            _ => None,
        }
    }

    fn picked(&mut self, picked: Result<Result<Pick, JobError>, JoinError>, ctx: &mut actix::Context<Self>) {
        self.picking = false;
        let cancelled = std::mem::take(&mut self.cancelled);
        match picked {
            Ok(Ok(Pick::Job(claimed))) => {
                self.start(*claimed, &cancelled, ctx);
                self.fill(ctx);
            }
            Ok(Ok(Pick::Idle(_))) if self.again => self.fill(ctx),
            Ok(Ok(Pick::Idle(next))) => self.wake_at(next, ctx),
            Ok(Err(error)) => self.look_later(&error, ctx),
            Err(error) => self.look_later(&error, ctx),
        }
        self.tell_if_idle();
    }

    fn look_later(&mut self, error: &dyn fmt::Display, ctx: &mut actix::Context<Self>) {
        tracing::error!(%error, "the queue cannot be read");
        self.set_alarm(AFTER_FAILURE, ctx);
    }

    fn wake_at(&mut self, next: Option<DateTime<Utc>>, ctx: &mut actix::Context<Self>) {
        if let Some(next) = next {
            // A time that has passed meanwhile is now.
            self.set_alarm((next - now()).to_std().unwrap_or_default(), ctx);
        }
    }

    fn set_alarm(&mut self, wait: Duration, ctx: &mut actix::Context<Self>) {
        if let Some(alarm) = self.alarm.take() {
            ctx.cancel_future(alarm);
        }
        self.alarm = Some(ctx.run_later(wait, |actor, ctx| actor.fill(ctx)));
    }

    fn start(&mut self, claimed: Claimed, cancelled: &HashSet<String>, ctx: &mut actix::Context<Self>) {
        let (id, user) = (claimed.snapshot.id.clone(), claimed.snapshot.user_id.clone());
        let attempt = claimed.snapshot.attempt;
        let reason = match () {
            () if cancelled.contains(&id) => Some(Reason::Cancelled),
            () if self.stopping => Some(Reason::HandBack),
            () => None,
        };
        self.turns.took(&user);
        let actor = RenderActor::new(Arc::clone(&self.context), claimed, reason).start();
        let run = actor.send(Run);
        let key = id.clone();
        ctx.spawn(
            run.into_actor(self)
                .map(move |_, actor, ctx| actor.ended(&key, attempt, ctx)),
        );
        let waiting = Vec::new();
        self.running.insert(
            id,
            Running {
                actor,
                attempt,
                waiting,
            },
        );
    }

    fn ended(&mut self, id: &str, attempt: u32, ctx: &mut actix::Context<Self>) {
        if let Entry::Occupied(running) = self.running.entry(id.to_owned())
            && running.get().attempt == attempt
        {
            tell(running.remove().waiting);
        }
        self.fill(ctx);
        self.tell_if_idle();
    }

    fn tell_if_idle(&mut self) {
        if self.stopping && self.running.is_empty() && !self.picking {
            tell(std::mem::take(&mut self.waiting));
        }
    }

    /// Takes up what other processes left, now and then.
    fn sweep(&mut self, ctx: &mut actix::Context<Self>) {
        let context = Arc::clone(&self.context);
        let here: Vec<_> = self.running.keys().cloned().collect();
        let sweep = self.context.runtime.spawn(async move {
            if let Err(error) = take_back(&context, Which::Expired, &here).await {
                tracing::warn!(%error, "abandoned jobs cannot be looked for");
            }
        });
        ctx.spawn(sweep.into_actor(self).map(|_, actor, ctx| actor.fill(ctx)));
    }
}

/// Tells those who wait; whoever has gone does not mind.
fn tell(waiting: Vec<oneshot::Sender<()>>) {
    for waiter in waiting {
        let _ = waiter.send(());
    }
}

impl Actor for Supervisor {
    type Context = actix::Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX);
        let pace = self.context.settings.lease / 3;
        ctx.run_interval(pace.max(AFTER_FAILURE), Self::sweep);
        self.fill(ctx);
    }
}

impl Handler<Wake> for Supervisor {
    type Result = ();

    fn handle(&mut self, _: Wake, ctx: &mut Self::Context) {
        self.fill(ctx);
    }
}

impl Handler<Cancel> for Supervisor {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, Cancel { id }: Cancel, _: &mut Self::Context) -> Self::Result {
        let Some(running) = self.running.get_mut(&id) else {
            if self.picking {
                self.cancelled.insert(id);
            }
            return Box::pin(std::future::ready(()));
        };
        // A row is cancelled once, so this passes a full mailbox by one message at most.
        running.actor.do_send(Halt(Reason::Cancelled));
        let (waiter, ended) = oneshot::channel();
        running.waiting.push(waiter);
        Box::pin(async move { ended.await.unwrap_or_default() })
    }
}

impl Handler<WindDown> for Supervisor {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, WindDown { grace }: WindDown, _: &mut Self::Context) -> Self::Result {
        self.stopping = true;
        for running in self.running.values() {
            // Once for each job.
            running.actor.do_send(Finish { grace });
        }
        let (waiter, idle) = oneshot::channel();
        self.waiting.push(waiter);
        self.tell_if_idle();
        Box::pin(async move { idle.await.unwrap_or_default() })
    }
}

impl Handler<Quit> for Supervisor {
    type Result = ();

    fn handle(&mut self, _: Quit, _: &mut Self::Context) {
        System::current().stop();
    }
}
