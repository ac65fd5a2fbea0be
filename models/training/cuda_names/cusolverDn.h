// See cublas_v2.h of this folder.
#pragma once

using cusolverDnHandle_t = struct cusolverDnContext*;
