//! The beat: tempo from the autocorrelation of the flux, beats by dynamic programming (D. Ellis, "Beat Tracking by
//! Dynamic Programming", 2007).

use super::HOPS;
use super::onset::{LAG, Onset};
use super::statistics::quantile;

/// Tempos that are looked for, in beats a minute.
const TEMPOS: (f64, f64) = (50.0, 210.0);
/// The tempo that listeners tap to most, in beats a minute, and how many octaves around it are as likely as not.
const PREFERRED: (f64, f64) = (120.0, 0.9);
/// Multiples of the beat whose correlation counts for it.
const MULTIPLES: usize = 4;
/// The correlation below which there is no beat.
const LEAST: f64 = 0.1;
/// How much steadiness is worth over strength.
const STEADINESS: f32 = 100.0;
/// How near to a beat an onset is the beat, in seconds.
const NEAR: f64 = 0.025;
/// Hops that the mean is taken over which is no beat but loudness.
const SLOW: usize = 50;

/// The tempo of a sound and its beats.
#[derive(Default)]
pub struct Beats {
    pub tempo: Option<f64>,
    /// In seconds.
    pub times: Vec<f64>,
}

/// Finds the beats in the flux of a sound; a beat on which a sound begins is when it begins.
pub fn track(flux: &[f32], onsets: &[Onset]) -> Beats {
    let envelope = envelope(flux);
    let Some(period) = period(&envelope) else {
        return Beats::default();
    };
    let hops = follow(&envelope, period);
    if hops.len() < 4 {
        return Beats::default();
    }
    let times: Vec<f64> = hops.iter().map(|hop| snapped(*hop, onsets)).collect();
    Beats {
        tempo: Some(60.0 / refined(&times)),
        times,
    }
}

/// The time of a beat: that of the onset next to it, or when it would have begun.
fn snapped(hop: f64, onsets: &[Onset]) -> f64 {
    let seconds = (hop - LAG).max(0.0) / HOPS;
    let next = onsets.partition_point(|onset| onset.seconds < seconds);
    let beside = &onsets[next.saturating_sub(1)..(next + 1).min(onsets.len())];
    let distance = |onset: &&Onset| (onset.seconds - seconds).abs();
    let nearest = beside.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
    nearest
        .filter(|onset| distance(onset) < NEAR)
        .map_or(seconds, |onset| onset.seconds)
}

/// The flux above what is usual around it, smoothed a little, its strong peaks near 1.
fn envelope(flux: &[f32]) -> Vec<f32> {
    let mut sums = vec![0.0_f64];
    for value in flux {
        sums.push(sums[sums.len() - 1] + f64::from(*value));
    }
    let excess = |hop: usize| {
        let range = hop.saturating_sub(SLOW)..(hop + SLOW + 1).min(flux.len());
        let usual = (sums[range.end] - sums[range.start]) / range.len() as f64;
        (flux[hop] - usual as f32).max(0.0)
    };
    let excess: Vec<f32> = (0..flux.len()).map(excess).collect();
    let mut peaks: Vec<f32> = excess.iter().copied().filter(|value| *value > 0.1).collect();
    let scale = 1.0 / quantile(&mut peaks, 0.9).max(0.3);
    let value = |hop: Option<usize>| hop.and_then(|hop| excess.get(hop)).copied().unwrap_or(0.0);
    let smooth = |hop: usize| {
        let beside = value(hop.checked_sub(1)) + value(Some(hop + 1));
        ((0.5 * value(Some(hop)) + 0.25 * beside) * scale).min(1.5)
    };
    (0..flux.len()).map(smooth).collect()
}

/// The period of the beat in hops, a real number; none where there is none.
fn period(envelope: &[f32]) -> Option<f64> {
    let lags = (
        (60.0 * HOPS / TEMPOS.1) as usize,
        (60.0 * HOPS / TEMPOS.0) as usize,
    );
    let longest = (lags.1 + 2) * MULTIPLES;
    if envelope.len() < 4 * lags.0 {
        return None;
    }
    let correlation = autocorrelation(envelope, longest);
    let score = |lag: usize| {
        let octaves = (60.0 * HOPS / lag as f64 / PREFERRED.0).log2() / PREFERRED.1;
        comb(&correlation, lag as f64) * (-0.5 * octaves * octaves).exp()
    };
    let best = (lags.0..=lags.1).max_by(|a, b| score(*a).total_cmp(&score(*b)))?;
    if comb(&correlation, best as f64) < LEAST {
        return None;
    }
    // Between whole hops the multiples tell more than the beat itself.
    let fine = (-50..=50).map(|step| best as f64 + f64::from(step) * 0.02);
    fine.max_by(|a, b| comb(&correlation, *a).total_cmp(&comb(&correlation, *b)))
}

/// The mean correlation at a lag and its multiples.
fn comb(correlation: &[f64], lag: f64) -> f64 {
    let at = |place: f64| {
        let (index, part) = (place as usize, place.fract());
        let value = |index: usize| correlation.get(index).copied().unwrap_or(0.0);
        value(index) * (1.0 - part) + value(index + 1) * part
    };
    let sum: f64 = (1..=MULTIPLES).map(|multiple| at(lag * multiple as f64)).sum();
    sum / MULTIPLES as f64
}

/// The correlation of the envelope with itself at lags from 0 on, as a part of that at 0, less the mean.
fn autocorrelation(envelope: &[f32], longest: usize) -> Vec<f64> {
    let count = envelope.len() as f64;
    let mean = envelope.iter().map(|v| f64::from(*v)).sum::<f64>() / count;
    let centred: Vec<f32> = envelope.iter().map(|value| value - mean as f32).collect();
    let product = |lag: usize| {
        let late = centred.get(lag..).unwrap_or_default();
        let sum: f64 = late.iter().zip(&centred).map(|(a, b)| f64::from(a * b)).sum();
        sum / count.max(1.0)
    };
    let whole = product(0).max(1e-12);
    (0..=longest).map(|lag| product(lag) / whole).collect()
}

/// The beats, in hops: those that are strongest and steadiest together.
fn follow(envelope: &[f32], period: f64) -> Vec<f64> {
    let reach = ((period * 0.5).round() as usize, (period * 2.0).round() as usize);
    let costs: Vec<f32> = (reach.0..=reach.1)
        .map(|lag| STEADINESS * ((lag as f64 / period).ln().powi(2)) as f32)
        .collect();
    let mut total = vec![0.0_f32; envelope.len()];
    let mut from = vec![u32::MAX; envelope.len()];
    for hop in 0..envelope.len() {
        let mut best = (0.0, u32::MAX);
        for (lag, cost) in (reach.0..=reach.1.min(hop)).zip(&costs) {
            let score = total[hop - lag] - cost;
            if score > best.0 {
                best = (score, (hop - lag) as u32);
            }
        }
        total[hop] = envelope[hop] + best.0;
        from[hop] = best.1;
    }
    trace(envelope, &total, &from, reach.1)
}

/// The way back from the best of the last hops.
fn trace(envelope: &[f32], total: &[f32], from: &[u32], reach: usize) -> Vec<f64> {
    let tail = total.len().saturating_sub(reach);
    let last_sound = envelope.iter().rposition(|value| *value > 0.05).unwrap_or(0);
    let tail = tail.min(last_sound.saturating_sub(reach / 2));
    let end = (tail..=last_sound).max_by(|a, b| total[*a].total_cmp(&total[*b]));
    let mut beats = Vec::new();
    let mut hop = end;
    while let Some(index) = hop {
        beats.push(index as f64 + top(envelope, index));
        hop = (from[index] != u32::MAX).then_some(from[index] as usize);
    }
    beats.reverse();
    beats
}

/// How far the top of the parabola through a hop lies from it, where the hop is a peak.
fn top(envelope: &[f32], hop: usize) -> f64 {
    let value = |index: usize| envelope.get(index).map_or(0.0, |v| f64::from(*v));
    let (a, b, c) = (
        if hop > 0 { value(hop - 1) } else { 0.0 },
        value(hop),
        value(hop + 1),
    );
    if b < a || b < c || b <= 0.05 {
        return 0.0;
    }
    let curvature = a - 2.0 * b + c;
    if curvature < 0.0 {
        (0.5 * (a - c) / curvature).clamp(-0.5, 0.5)
    } else {
        0.0
    }
}

/// The seconds from beat to beat: by the line through them, if they keep to it.
fn refined(times: &[f64]) -> f64 {
    let mut gaps: Vec<f32> = times.windows(2).map(|pair| (pair[1] - pair[0]) as f32).collect();
    let middle = f64::from(quantile(&mut gaps, 0.5));
    let count = times.len() as f64;
    let mean_time = times.iter().sum::<f64>() / count;
    let mean_index = (count - 1.0) / 2.0;
    let (mut above, mut below) = (0.0, 0.0);
    for (index, time) in times.iter().enumerate() {
        let distance = index as f64 - mean_index;
        above += distance * (time - mean_time);
        below += distance * distance;
    }
    let slope = above / below;
    if (slope / middle - 1.0).abs() < 0.02 {
        slope
    } else {
        middle
    }
}
