import math

import grpc
import pytest

import credence

MODEL = "physionet2012_mlp"
FEATURES = {"Age": 71, "Gender": "female", "ICUType": "medical"}
SERIES = {"HR": ([0.5, 1.0, 2.0], [88, 90, 97]), "Glucose": ([1.0], [110.0])}


def test_predicts_with_uncertainty(client):
    answer = client.predict(MODEL, features=FEATURES, series=SERIES, members=True, prediction_id="p1")
    assert answer.prediction_id == "p1" and answer.model == MODEL and answer.version >= 1
    assert sum(answer.mean) == pytest.approx(1)
    event = [member[1] for member in answer.members]
    assert answer.mean[1] == pytest.approx(sum(event) / len(event))
    assert answer.spread.min[1] == pytest.approx(min(event))
    assert answer.spread.q05[1] <= answer.spread.q50[1] <= answer.spread.q95[1]
    assert answer.mixture_nll[1] == pytest.approx(-math.log(answer.mean[1]))
    assert answer.average_nll[1] >= answer.mixture_nll[1]
    u = answer.uncertainty
    assert u.total == pytest.approx(u.aleatoric + u.epistemic)
    assert answer.label_mixture_nll is None


def test_gives_the_labels_nll(client):
    answer = client.predict(MODEL, features=FEATURES, series=SERIES, label=0)
    assert answer.label_mixture_nll == pytest.approx(answer.mixture_nll[0])
    assert answer.label_average_nll == pytest.approx(answer.average_nll[0])


def test_same_input_same_answer_and_many_in_one_call(client):
    one = client.predict(MODEL, features=FEATURES, series=SERIES)
    many = client.predict_many(MODEL, [
        credence.Instance(features=FEATURES, series=SERIES),
        credence.Instance(features={**FEATURES, "Age": 40}, series=SERIES),
    ])
    assert many[0].mean == pytest.approx(one.mean, rel=1e-5)
    assert many[1].mean != pytest.approx(one.mean, rel=1e-5)


def test_takes_other_units(client):
    converted = client.predict(MODEL, series={"Glucose": ([1.0], [110.0 / 18.016], "mmol/L")})
    own = client.predict(MODEL, series={"Glucose": ([1.0], [110.0])})
    assert converted.mean == pytest.approx(own.mean, rel=1e-3)


def test_an_error_names_every_bad_field(client):
    with pytest.raises(credence.CredenceError) as caught:
        client.predict(MODEL, features={"Agee": 71, "Gender": "neither"})
    assert caught.value.code == grpc.StatusCode.INVALID_ARGUMENT
    fields = " ".join(v.field for v in caught.value.violations)
    assert caught.value.violations and "features" in fields
    assert all(v.field in str(caught.value) for v in caught.value.violations)


def test_an_unknown_model_is_not_found(client):
    with pytest.raises(credence.CredenceError) as caught:
        client.predict("no_such_model", features=FEATURES)
    assert caught.value.code == grpc.StatusCode.NOT_FOUND


def test_describes_models(client):
    names = {summary.model for summary in client.models()}
    assert MODEL in names
    model = client.model(MODEL)
    assert len(model.classes) == 2
    assert {"Age", "HR"} <= {variable.name for variable in model.variables}


def test_every_call_has_a_deadline():
    with credence.Client("127.0.0.1:1", timeout=0.2, wait_for_ready=True) as client:
        with pytest.raises(credence.CredenceError) as caught:
            client.models()
    assert caught.value.code == grpc.StatusCode.DEADLINE_EXCEEDED


def test_no_server_is_unavailable():
    with credence.Client("127.0.0.1:1") as client:
        with pytest.raises(credence.CredenceError) as caught:
            client.models()
    assert caught.value.code in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)
