# One INTERFACE target holds every compile option of ours; rooms link it and set none of their own.
add_library(credence_options INTERFACE)
target_compile_features(credence_options INTERFACE cxx_std_20)
target_compile_options(credence_options INTERFACE -Wall -Wextra -Werror)
target_include_directories(credence_options INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/proto)

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)

find_program(CREDENCE_CCACHE ccache)
if(CREDENCE_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CREDENCE_CCACHE})
endif()

# credence_library(server_predict SOURCES a.cc LINKS credence::proto): the library credence::server_predict.
function(credence_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_library(credence_${name} STATIC ${ARG_SOURCES})
  add_library(credence::${name} ALIAS credence_${name})
  target_link_libraries(credence_${name} PUBLIC credence_options ${ARG_LINKS})
endfunction()

# credence_test(server_predict SOURCES a_test.cc LINKS ...): one executable for a room, one entry in ctest.
function(credence_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;LABELS" ${ARGN})
  add_executable(${name}_test ${ARG_SOURCES})
  target_link_libraries(${name}_test PRIVATE credence_options ${ARG_LINKS} GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name}_test PRIVATE CREDENCE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  set_target_properties(${name}_test PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  add_test(NAME ${name} COMMAND ${name}_test)
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 600)
endfunction()

# credence_uses_torch(target): the target shares the one precompiled header of LibTorch. Executables
# are compiled as libraries are (-fPIC, not -fPIE), or the compiler refuses to share. Tests run on
# one thread: their matrices are tiny, and OpenMP's threads spin where cores are shared.
function(credence_uses_torch target)
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_compile_options(${target} PRIVATE -fPIC)
  target_precompile_headers(${target} REUSE_FROM credence_layers)
  string(REGEX REPLACE "_test$" "" test ${target})
  if(TEST ${test})
    set_tests_properties(${test} PROPERTIES ENVIRONMENT OMP_NUM_THREADS=1)
  endif()
endfunction()
