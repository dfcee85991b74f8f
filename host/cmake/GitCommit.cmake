# Included: add_git_commit_header(target) writes git_commit.hpp at every build, and touches it only when the commit
# has changed. Run as a script (-DSOURCE_DIR= -DHEADER=): does the writing.
set(GIT_COMMIT_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

function(add_git_commit_header target)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target})
  add_custom_target(${target} ALL
    COMMAND ${CMAKE_COMMAND} -DSOURCE_DIR=${CMAKE_SOURCE_DIR} -DHEADER=${folder}/git_commit.hpp -P ${GIT_COMMIT_SCRIPT}
    BYPRODUCTS ${folder}/git_commit.hpp
    COMMENT "Looking up the git commit" VERBATIM)
  set_target_properties(${target} PROPERTIES GIT_COMMIT_INCLUDE_DIR ${folder})
endfunction()

# Sets `out` to what git prints, or to "" if it fails.
function(ask_git out)
  execute_process(COMMAND ${GIT_PROGRAM} ${ARGN} WORKING_DIRECTORY ${SOURCE_DIR} RESULT_VARIABLE status
                  OUTPUT_VARIABLE text ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT status EQUAL 0)
    set(text "")
  endif()
  set(${out} "${text}" PARENT_SCOPE)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  set(commit unknown)
  find_program(GIT_PROGRAM git)
  if(GIT_PROGRAM)
    # A source tree unpacked inside somebody else's checkout must not report that checkout's commit.
    ask_git(top rev-parse --show-toplevel)
    file(REAL_PATH ${SOURCE_DIR} source)
    if(top STREQUAL source)
      ask_git(hash rev-parse HEAD)
      ask_git(changes status --porcelain --untracked-files=no)
      if(hash)
        set(commit ${hash})
        if(changes)
          string(APPEND commit "-dirty")
        endif()
      endif()
    endif()
  endif()
  set(content "#pragma once\n#define TINDERBOX_GIT_COMMIT \"${commit}\"\n")
  set(present "")
  if(EXISTS ${HEADER})
    file(READ ${HEADER} present)
  endif()
  if(NOT present STREQUAL content)
    file(WRITE ${HEADER} "${content}")
  endif()
endif()
