use super::*;
use phonoglyph_engine::export::{ExportRequest, PresetId};

fn extensions(problem: Problem) -> (String, serde_json::Value) {
    let error = Error::from(problem);
    let extensions = serde_json::to_value(&error.extensions).expect("plain data");
    (error.message, extensions)
}

#[test]
fn every_wrong_field_is_named_with_value_and_limit() {
    let mut request = ExportRequest::preset(PresetId::Custom);
    (request.width, request.crf) = (Some(1921), Some(52));
    let error = request.build().expect_err("both are wrong");
    let (message, extensions) = extensions(Problem::export(error, "input.exports[1]"));
    assert!(message.starts_with("input.exports[1].video.width is 1921: it must be an even number"));
    assert_eq!(extensions["code"], "BAD_USER_INPUT");
    assert_eq!(extensions["field"], "input.exports[1].video.width");
    assert_eq!(extensions["value"], "1921");
    assert_eq!(extensions["fields"][1]["field"], "input.exports[1].video.crf");
    assert_eq!(extensions["fields"][1]["limit"], "from 0 to 51");
}

#[test]
fn the_servers_own_faults_stay_with_it() {
    let cause = std::io::Error::other("password of the database");
    let (message, extensions) = extensions(Problem::from(cause));
    assert_eq!(extensions["code"], "INTERNAL");
    let id = extensions["errorId"].as_str().expect("an id");
    assert!(message.contains(id) && !message.contains("password"), "{message}");
}

#[test]
fn each_state_of_a_job_has_its_code() {
    use phonoglyph_engine::job::ExportStatus;
    let ended = JobError::Ended {
        id: "1".to_owned(),
        status: ExportStatus::Completed,
    };
    let cases = [
        (JobError::NotFound("1".to_owned()), "NOT_FOUND"),
        (ended, "CONFLICT"),
        (JobError::Stopping, "UNAVAILABLE"),
        (JobError::Database(DbErr::Custom("secret".to_owned())), "INTERNAL"),
    ];
    for (error, code) in cases {
        assert_eq!(extensions(Problem::job(error, "input.jobId")).1["code"], code);
    }
}

#[test]
fn an_upload_above_its_limit_tells_the_limit() {
    let limit = 1 << 40;
    let error = UploadError::TooLarge { kind: "audio", limit };
    let (_, extensions) = extensions(Problem::upload(error));
    assert_eq!(extensions["code"], "UPLOAD_TOO_LARGE");
    assert_eq!(extensions["limit"], limit);
    assert_eq!(extensions["field"], "input.file");
}

#[test]
fn a_hostile_value_is_cut_short() {
    let long = "x".repeat(10_000);
    let (message, _) = extensions(Problem::field("input.name", long, "short"));
    assert!(message.len() < 200);
}
