# Compiler settings that every target shares. The numeric contract needs strict IEEE arithmetic: no contraction, no
# fast-math; -fno-math-errno and -fno-trapping-math change no value and let loops vectorise.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

set(TINDERBOX_STRICT_FP -ffp-contract=off -fno-math-errno -fno-trapping-math)
set(TINDERBOX_WARNINGS -Wall -Wextra -Wconversion -Werror)
add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:${TINDERBOX_WARNINGS};${TINDERBOX_STRICT_FP}>")

if(TINDERBOX_SANITIZE)
  add_compile_options(-fsanitize=${TINDERBOX_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${TINDERBOX_SANITIZE})
  if(TINDERBOX_SANITIZE STREQUAL "undefined")
    add_compile_options(-fno-sanitize-recover=all)
  endif()
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()
