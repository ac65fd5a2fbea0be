import datetime

import pytest

import credence

MODEL = "physionet2012_mlp"


def ask(client, **more):
    return client.predict(MODEL, features={"Age": 71}, series={"HR": ([1.0], [88])}, **more)


def test_an_outcome_is_counted_once_then_a_duplicate_then_corrected(client):
    receipt = ask(client).receipt
    statuses = [client.report_outcomes([credence.Outcome(label=label, receipt=receipt)])[0]
                for label in (1, 1, 0)]
    assert [s.status for s in statuses] == ["counted", "duplicate", "corrected"]
    assert statuses[2].previous_label == 1
    assert all(s.settled for s in statuses)


def test_an_outcome_by_id(client):
    ask(client, prediction_id="stay-1")
    result = client.report_outcomes([credence.Outcome(label=0, prediction_id="stay-1")])[0]
    assert (result.status, result.model) == ("counted", MODEL)


def test_an_exploratory_prediction_has_no_receipt_and_no_outcome(client):
    answer = ask(client, prediction_id="nobody", exploratory=True)
    assert answer.mean and answer.receipt == b""
    result = client.report_outcomes([credence.Outcome(label=0, prediction_id="nobody")])[0]
    assert result.status == "unknown_prediction"


def test_one_bad_outcome_does_not_fail_the_others(client):
    good = ask(client).receipt
    forged = good[:-1] + bytes([good[-1] ^ 1])
    results = client.report_outcomes([
        credence.Outcome(label=1, receipt=forged),
        credence.Outcome(label=1, receipt=good),
        credence.Outcome(label=7, receipt=ask(client).receipt),
        credence.Outcome(label=1, prediction_id="never asked"),
    ])
    assert [r.status for r in results] == ["receipt_invalid", "counted", "label_invalid", "unknown_prediction"]
    assert not results[0].settled and results[0].message


def test_calibration_counts_what_was_reported(client):
    before = client.calibration(MODEL).outcomes
    client.report_outcomes([credence.Outcome(label=0, receipt=ask(client).receipt) for _ in range(5)])
    assert client.calibration(MODEL).outcomes == before + 5
    assert client.calibration(MODEL, last_outcomes=3).outcomes == 3
    assert client.calibration(MODEL, last=datetime.timedelta(hours=1), decision="defer").outcomes <= before + 5


def test_overview_and_evidence(client):
    assert MODEL in {m.model for m in client.overview().models}
    assert client.evidence(MODEL).log_threshold == pytest.approx(4.605, abs=1e-3)


def test_a_time_needs_its_zone(client):
    with pytest.raises(ValueError, match="observed_at"):
        client.report_outcomes([credence.Outcome(label=0, prediction_id="a", observed_at=datetime.datetime(2026, 1, 1))])
