# embed_files(TARGET t NAMESPACE ns FILES ...): a library with one `std::string_view ns::find(std::string_view name)`
# that returns the contents of the file of that base name, or an empty view; `ns::names()` lists them.
function(embed_files)
  cmake_parse_arguments(ARG "" "TARGET;NAMESPACE" "FILES" ${ARGN})
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${ARG_TARGET})
  set(table "")
  set(arrays "")
  set(index 0)
  foreach(file ${ARG_FILES})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    get_filename_component(name ${file} NAME)
    file(READ ${file} hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    string(APPEND arrays "constexpr unsigned char kFile${index}[] = {${bytes}0};\n")
    string(APPEND table "  {\"${name}\", {reinterpret_cast<const char*>(kFile${index}), sizeof(kFile${index}) - 1}},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  file(CONFIGURE OUTPUT ${out}/embedded.hpp @ONLY CONTENT
"#pragma once
#include <string_view>
#include <vector>
namespace @ARG_NAMESPACE@ {
std::string_view find(std::string_view name);
std::vector<std::string_view> names();
}
")
  file(CONFIGURE OUTPUT ${out}/embedded.cpp @ONLY CONTENT
"#include \"embedded.hpp\"
#include <utility>
namespace {
@arrays@
const std::pair<std::string_view, std::string_view> kTable[] = {
@table@};
}
namespace @ARG_NAMESPACE@ {
std::string_view find(std::string_view name) {
  for (const auto& [key, value] : kTable)
    if (key == name) return value;
  return {};
}
std::vector<std::string_view> names() {
  std::vector<std::string_view> result;
  for (const auto& entry : kTable) result.push_back(entry.first);
  return result;
}
}
")
  add_library(${ARG_TARGET} STATIC ${out}/embedded.cpp)
  target_include_directories(${ARG_TARGET} PUBLIC ${out})
endfunction()
