// See cublas_v2.h of this folder.
#pragma once

using cublasLtHandle_t = struct cublasLtContext*;
