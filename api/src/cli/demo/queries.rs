//! The requests of the demonstration, ready to be copied.

/// Uploads a file: a multipart request whose part `map` points at the variable.
pub const UPLOAD: &str = "\
mutation Upload($file: Upload!) {
  uploadAsset(input: { file: $file }) {
    asset {
      id
      durationSeconds
      score { noteCount tracks { name } }
    }
  }
}";

/// Makes a composition that draws the default picture.
pub const CREATE: &str = "\
mutation Create($midi: ID!) {
  createComposition(input: { midiAssetId: $midi, name: \"Example\" }) {
    composition { id }
  }
}";

/// Queues an export.
pub const QUEUE: &str = "\
mutation Queue($composition: ID!, $preset: ExportPresetId!) {
  queueExport(input: { compositionId: $composition, preset: $preset }) {
    job { id }
  }
}";

/// Follows an export until it has ended.
pub const FOLLOW: &str = "\
subscription Follow($job: ID!) {
  exportProgress(jobId: $job) {
    status
    stage
    progress
    framesDone
    framesTotal
    error { code message }
    downloadUrl
    fileSize
    durationSeconds
    sha256
    config {
      video { codec width height frameRate }
      audio { codec sampleRate }
    }
  }
}";
