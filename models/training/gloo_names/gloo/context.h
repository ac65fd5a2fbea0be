// The names of gloo that LibTorch's ProcessGroupGloo.hpp mentions. LibTorch's wheel holds gloo
// inside libtorch_cpu.so, and c10d's header for it, but not the headers of gloo which that one
// includes. It uses gloo's classes through pointers alone, so that their names are all it needs:
// no object of these is made, and no member of theirs called, outside LibTorch. CMake uses this
// folder only where LibTorch brings no headers of gloo.
#pragma once

#include <chrono>

namespace gloo {

class Context {
 public:
  void setTimeout(std::chrono::milliseconds timeout);
};

namespace transport {

class Device;
class UnboundBuffer;

}  // namespace transport
}  // namespace gloo
