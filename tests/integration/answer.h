// A request answered by a loaded model, without a server around it.
#pragma once

#include <gtest/gtest.h>

#include <future>
#include <memory>

#include "server/catalog/catalog.h"
#include "server/predict/predict.h"

namespace credence::server {

inline v1::PredictResponse Answer(const std::shared_ptr<const Served>& served,
                                  const v1::PredictRequest& request) {
  v1::PredictResponse response;
  std::promise<absl::Status> answered;
  Predict(
      served, 1024,
      {.request = request, .response = response, .caller = {}, .done = [&](const absl::Status& s) {
         answered.set_value(s);
       }});
  const absl::Status status = answered.get_future().get();
  EXPECT_TRUE(status.ok()) << status;
  return response;
}

}  // namespace credence::server
