// See cublas_v2.h of this folder.
#pragma once

enum cusolverStatus_t : int;
