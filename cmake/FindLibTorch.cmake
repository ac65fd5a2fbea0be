# LibTorch's own CMake package refuses to configure where no CUDA toolkit is; this module makes the targets we need.
#   LibTorch::cpu   headers, libtorch_cpu, libc10
#   LibTorch::cuda  the same with libtorch_cuda (only with CREDENCE_CUDA)
#   LibTorch_CUDA_INCLUDE_DIRS  the headers of NCCL and of the CUDA runtime (only with CREDENCE_CUDA)
# Looks in CMAKE_PREFIX_PATH first, then in the cache that script/bootstrap fills.
set(_cache $ENV{CREDENCE_CACHE})
if(NOT _cache)
  if(DEFINED ENV{XDG_CACHE_HOME})
    set(_cache $ENV{XDG_CACHE_HOME}/credence)
  else()
    set(_cache $ENV{HOME}/.cache/credence)
  endif()
endif()
file(GLOB _cached ${_cache}/libtorch-*)

find_path(LibTorch_INCLUDE_DIR ATen/ATen.h PATHS ${_cached} PATH_SUFFIXES include NO_CMAKE_SYSTEM_PATH)
find_library(LibTorch_CPU_LIBRARY torch_cpu PATHS ${_cached} PATH_SUFFIXES lib NO_CMAKE_SYSTEM_PATH)
find_library(LibTorch_C10_LIBRARY c10 PATHS ${_cached} PATH_SUFFIXES lib NO_CMAKE_SYSTEM_PATH)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch
  REQUIRED_VARS LibTorch_INCLUDE_DIR LibTorch_CPU_LIBRARY LibTorch_C10_LIBRARY
  REASON_FAILURE_MESSAGE "LibTorch was not found: run script/bootstrap, or set CMAKE_PREFIX_PATH")

if(LibTorch_FOUND AND NOT TARGET LibTorch::cpu)
  get_filename_component(_libdir ${LibTorch_CPU_LIBRARY} DIRECTORY)
  add_library(LibTorch::cpu INTERFACE IMPORTED)
  set_target_properties(LibTorch::cpu PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES
      "${LibTorch_INCLUDE_DIR};${LibTorch_INCLUDE_DIR}/torch/csrc/api/include"
    # The wheel's CUDA libraries beside it are resolved at run time through its own RUNPATH.
    INTERFACE_LINK_OPTIONS "-Wl,--allow-shlib-undefined;-Wl,-rpath,${_libdir}"
    INTERFACE_LINK_LIBRARIES "${LibTorch_CPU_LIBRARY};${LibTorch_C10_LIBRARY}")
  if(CREDENCE_CUDA)
    find_library(LibTorch_CUDA_LIBRARY torch_cuda PATHS ${_cached} PATH_SUFFIXES lib REQUIRED)
    find_library(LibTorch_C10_CUDA_LIBRARY c10_cuda PATHS ${_cached} PATH_SUFFIXES lib REQUIRED)
    find_path(LibTorch_CUDA_RUNTIME_INCLUDE_DIR cuda_runtime_api.h
      PATHS ${_cached} /usr/local/cuda PATH_SUFFIXES cuda/include include REQUIRED)
    find_path(LibTorch_NCCL_INCLUDE_DIR nccl.h
      PATHS ${_cached} /usr/local/cuda PATH_SUFFIXES cuda/include include REQUIRED)
    set(LibTorch_CUDA_INCLUDE_DIRS ${LibTorch_CUDA_RUNTIME_INCLUDE_DIR} ${LibTorch_NCCL_INCLUDE_DIR})
    add_library(LibTorch::cuda INTERFACE IMPORTED)
    set_target_properties(LibTorch::cuda PROPERTIES INTERFACE_LINK_LIBRARIES
      "LibTorch::cpu;-Wl,--no-as-needed;${LibTorch_CUDA_LIBRARY};${LibTorch_C10_CUDA_LIBRARY};-Wl,--as-needed")
  endif()
endif()
