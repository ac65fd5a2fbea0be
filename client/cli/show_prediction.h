// Answers as text for people. All functions are pure.
#pragma once

#include <credence/v1/prediction.pb.h>

#include <string>
#include <vector>

#include "client/cli/terminal.h"

namespace credence::cli {

// An answer with the outcome's class that was sent along; -1: not known.
struct Answer {
  v1::Prediction prediction;
  int label = -1;
};

// The class that an answer is about: a binary model's positive class, else the most probable one.
int ShownClass(const v1::Model& model, const v1::Prediction& prediction);

// One row a patient, and below it how to read it. Predictions without members have no strip.
std::string PredictionTable(const v1::Model& model, const std::vector<Answer>& answers,
                            const Terminal& terminal);

// One answer in plain words.
std::string PredictionDetail(const v1::Model& model, const Answer& answer,
                             const Terminal& terminal);

}  // namespace credence::cli
