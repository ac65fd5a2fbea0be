// A trained network -> the directory that a server reads: manifest, weights, model card.
#pragma once

#include <map>
#include <string>

#include "absl/status/status.h"
#include "models/checkpoint/manifest.h"
#include "models/training/prepare.h"
#include "models/training/recipe.h"
#include "models/training/train.h"

namespace credence::training {

// Figures of the same recipe on patients it was not trained on, by their names in
// metrics::FigureRows; may be empty.
using HeldOutFigures = std::map<std::string, double>;

// The "all" figures of a file that `credence-models evaluate --json` wrote. Errors: NotFound;
// InvalidArgument for a file that is no such thing.
absl::StatusOr<HeldOutFigures> ReadFigures(const std::string& path);

// The manifest as far as it is known before training: weights_sha256 is 64 zeros; limits from
// answers, bin edges, provenance and figures are missing. Errors: those of
// checkpoint::ParseManifest, so that a recipe that no checkpoint could hold is refused before
// training.
absl::StatusOr<checkpoint::Manifest> DraftManifest(const Recipe& recipe, const Charts& charts,
                                                   const Prepared& prepared);

// The manifest of `trained`. Limits of the deferral rules and the edges of the calibration bins
// come from its answers on the rows held back or, where there are none, on its training rows; a
// single member, which never disagrees, gets no limits on disagreement. date: YYYY-MM-DD. Errors:
// those of DraftManifest and predict::Summarize.
absl::StatusOr<checkpoint::Manifest> MakeManifest(const Recipe& recipe, const Charts& charts,
                                                  const Prepared& prepared, const Trained& trained,
                                                  const HeldOutFigures& figures,
                                                  const std::string& date);

// Writes <directory>/{manifest.json, weights.safetensors, MODEL_CARD.md}. Errors: those of
// checkpoint::WriteCheckpoint and MakeModelCard.
absl::Status WriteTrained(const std::string& directory, const Recipe& recipe,
                          const Trained& trained, const checkpoint::Manifest& manifest);

// Reads the checkpoint back, answers the records held back or, where there are none, those it was
// trained on, and writes them into its manifest as the reference. Errors: those of
// predict::LoadPredictor, predict::ReferenceBuilder and checkpoint::ReplaceManifest.
absl::Status AddReference(const std::string& directory, const Charts& charts,
                          const data::Split& split);

}  // namespace credence::training
