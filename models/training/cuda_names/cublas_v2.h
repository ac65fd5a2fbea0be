// The names of NVIDIA's maths libraries that LibTorch's ATen/cuda headers mention. Those declare
// functions which hand out these handles and states; models/training/nccl.cc calls none of them, so
// that names are all it needs of libraries whose wheels take most of a gigabyte. CMake uses this
// folder only where the libraries' own headers are not at hand.
#pragma once

using cublasHandle_t = struct cublasContext*;
enum cublasStatus_t : int;
