//! Processor time, for the figures of each stage.

use std::time::Duration;

/// Processor time the calling thread has used so far; zero where the system does not tell.
pub fn thread_cpu_time() -> Duration {
    cpu_time(libc::CLOCK_THREAD_CPUTIME_ID)
}

/// Processor time of all threads of the process; zero where the system does not tell.
pub fn process_cpu_time() -> Duration {
    cpu_time(libc::CLOCK_PROCESS_CPUTIME_ID)
}

fn cpu_time(clock: libc::clockid_t) -> Duration {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `time` is a valid, writable timespec for the whole call.
    let code = unsafe { libc::clock_gettime(clock, &raw mut time) };
    if code == 0 {
        Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
    } else {
        Duration::ZERO
    }
}

/// Runs `work` and adds the processor time the calling thread used for it to `sum`.
pub fn measured<T>(sum: &mut Duration, work: impl FnOnce() -> T) -> T {
    let before = thread_cpu_time();
    let result = work();
    *sum += thread_cpu_time().saturating_sub(before);
    result
}
