# embed_files(TARGET target FOLDER folder FUNCTION function): adds to `target` a source that holds the bytes of every
# file in the folder, and defines credence::server::<function>() of server/web/page_files.h. The assembler reads the
# files themselves (.incbin): no copy, nothing to download, any size.
function(embed_files)
  cmake_parse_arguments(ARG "" "TARGET;FOLDER;FUNCTION" "" ${ARGN})
  file(GLOB_RECURSE _names RELATIVE ${ARG_FOLDER} CONFIGURE_DEPENDS ${ARG_FOLDER}/*)
  if(NOT _names)
    message(FATAL_ERROR "embed_files: ${ARG_FOLDER} has no files")
  endif()
  set(_assembly)
  set(_declarations)
  set(_entries)
  set(_paths)
  set(_index 0)
  foreach(_name IN LISTS _names)
    set(_symbol credence_embedded_${ARG_FUNCTION}_${_index})
    string(APPEND _assembly
      "asm(\".global ${_symbol}_begin, ${_symbol}_end\\n${_symbol}_begin: .incbin \\\"${ARG_FOLDER}/${_name}\\\"\\n\"\n"
      "    \"${_symbol}_end: .byte 0\\n\");\n")
    string(APPEND _declarations "extern const char ${_symbol}_begin[], ${_symbol}_end[];\n")
    string(APPEND _entries "    {\"${_name}\", std::string(${_symbol}_begin, ${_symbol}_end)},\n")
    list(APPEND _paths ${ARG_FOLDER}/${_name})
    math(EXPR _index "${_index} + 1")
  endforeach()
  set(_source ${CMAKE_CURRENT_BINARY_DIR}/${ARG_FUNCTION}.cc)
  file(CONFIGURE OUTPUT ${_source} @ONLY CONTENT [[
// Written by cmake/EmbedFiles.cmake.
#include "server/web/page_files.h"

asm(".pushsection .rodata\n");
@_assembly@asm(".popsection\n");

extern "C" {
@_declarations@}

namespace credence::server {

const std::vector<PageFile>& @ARG_FUNCTION@() {
  static const std::vector<PageFile> files = {
@_entries@  };
  return files;
}

}  // namespace credence::server
]])
  set_source_files_properties(${_source} PROPERTIES OBJECT_DEPENDS "${_paths}")
  target_sources(${ARG_TARGET} PRIVATE ${_source})
endfunction()
