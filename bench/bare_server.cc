// The limit to compare credence-server with: a C++ gRPC callback server whose only work is one
// model's members. No validation, no batching, no uncertainty, no metrics. Usage: bare_server
// CHECKPOINT PORT
#include <grpcpp/server_builder.h>

#include <cmath>
#include <cstdlib>
#include <iostream>
#include <mutex>

#include "bare.grpc.pb.h"
#include "models/predict/predictor.h"

namespace credence::bench {
namespace {

using Loader = std::function<std::unique_ptr<predict::Predictor>()>;

// Executors are not thread-safe: a call borrows one, so there are as many as there are calls at
// once.
class ExecutorPool {
 public:
  explicit ExecutorPool(Loader load) : load_(std::move(load)) {}

  std::unique_ptr<predict::Predictor> Borrow() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        auto predictor = std::move(idle_.back());
        idle_.pop_back();
        return predictor;
      }
    }
    return load_();
  }

  void Return(std::unique_ptr<predict::Predictor> predictor) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(predictor));
  }

 private:
  const Loader load_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<predict::Predictor>> idle_;
};

class BareService : public Bare::CallbackService {
 public:
  explicit BareService(Loader load) : pool_(std::move(load)) {}

  grpc::ServerUnaryReactor* Forward(grpc::CallbackServerContext* context, const Row* request,
                                    Members* response) override {
    auto* reactor = context->DefaultReactor();
    auto predictor = pool_.Borrow();
    if (request->values_size() != predictor->encoder->width()) {
      reactor->Finish({grpc::StatusCode::INVALID_ARGUMENT, "wrong width"});
    } else {
      Answer(*predictor, *request, response);
      reactor->Finish(grpc::Status::OK);
    }
    pool_.Return(std::move(predictor));
    return reactor;
  }

 private:
  static void Answer(predict::Predictor& predictor, const Row& row, Members* response) {
    auto* members = response->mutable_probabilities();
    members->Resize(predictor.members(), 0);
    const std::span<const float> values(row.values().data(), row.values_size());
    const std::span<float> logits(members->mutable_data(), members->size());
    if (!predictor.executor->Forward(values, 1, logits).ok()) std::abort();
    float sum = 0;
    for (float& value : logits) sum += value = 1 / (1 + std::exp(-value));
    response->set_mean(sum / static_cast<float>(logits.size()));
  }

  ExecutorPool pool_;
};

int Serve(const std::string& checkpoint, const std::string& port) {
  const Loader load = [checkpoint] {
    auto predictor = predict::LoadPredictor(checkpoint, {});
    if (!predictor.ok()) {
      std::cerr << "bare_server: " << predictor.status() << "\n";
      std::exit(1);
    }
    return *std::move(predictor);
  };
  load();
  BareService service(load);
  grpc::ServerBuilder builder;
  int bound = 0;
  builder.AddListeningPort("127.0.0.1:" + port, grpc::InsecureServerCredentials(), &bound);
  builder.RegisterService(&service);
  const auto server = builder.BuildAndStart();
  if (!server) return 1;
  std::cout << bound << std::endl;
  server->Wait();
  return 0;
}

}  // namespace
}  // namespace credence::bench

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: bare_server CHECKPOINT PORT\n";
    return 2;
  }
  return credence::bench::Serve(argv[1], argv[2]);
}
