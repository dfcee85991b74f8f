# The page of `tinderbox view`: its pure parts in Node, and all of it in Chromium. They run in the folder where the build
# bundles the page, on files that a test of its own makes first. Where Node, Chromium or h5py are missing each test is listed
# as skipped with the reason.
set(viewer_tests ${TINDERBOX_VIEWER_DIR}/tests)
set(viewer_files ${TINDERBOX_VIEWER_DIR}/files)
find_program(TINDERBOX_CHROMIUM NAMES chromium chromium-browser google-chrome)
find_program(TINDERBOX_TEST_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)

set(viewer_lacks "")
if(NOT TINDERBOX_HAS_VIEWER)
  set(viewer_lacks "the viewer was not built")
elseif(NOT TINDERBOX_CHROMIUM)
  set(viewer_lacks "chromium was not found")
elseif(NOT TINDERBOX_TEST_PYTHON)
  set(viewer_lacks "/usr/bin/python3 is not installed")
endif()

# viewer_test(name labels lacking command...): skipped, with the reason, where something is lacking
function(viewer_test name labels lacking)
  if(lacking)
    add_test(NAME viewer.${name} COMMAND sh -c "echo skipped: ${lacking}; exit 77")
  else()
    add_test(NAME viewer.${name} COMMAND ${ARGN})
  endif()
  set_tests_properties(viewer.${name} PROPERTIES LABELS "${labels}" TIMEOUT 600 SKIP_RETURN_CODE 77)
endfunction()

set(viewer_environment
  "TINDERBOX_PROGRAM=$<TARGET_FILE:tinderbox>" "TINDERBOX_CHROMIUM=${TINDERBOX_CHROMIUM}" "TINDERBOX_TEST_FILES=${viewer_files}"
  "NO_COLOR=1")

viewer_test(copy unit "${viewer_lacks}" ${CMAKE_COMMAND} -E copy_directory ${CMAKE_CURRENT_LIST_DIR} ${viewer_tests})
set_tests_properties(viewer.copy PROPERTIES FIXTURES_SETUP viewer_copy)
viewer_test(files browser "${viewer_lacks}" ${TINDERBOX_TEST_PYTHON} ${CMAKE_CURRENT_LIST_DIR}/make_files.py
  $<TARGET_FILE:tinderbox> ${viewer_files} "${TINDERBOX_DATA_DIR}" ${CMAKE_SOURCE_DIR}/configs)
set_tests_properties(viewer.files PROPERTIES FIXTURES_SETUP viewer_files)

file(GLOB viewer_cases CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.test.ts)
foreach(case_file ${viewer_cases})
  get_filename_component(case ${case_file} NAME_WE)
  string(REGEX REPLACE "_.*" "" label ${case})
  viewer_test(${case} ${label} "${viewer_lacks}" ${TINDERBOX_NODE} ${TINDERBOX_VIEWER_DIR}/node_modules/vitest/vitest.mjs run
    --config ${viewer_tests}/vitest.config.js ${case})
  set_tests_properties(viewer.${case} PROPERTIES ENVIRONMENT "${viewer_environment}" WORKING_DIRECTORY ${TINDERBOX_VIEWER_DIR})
  if(label STREQUAL "browser")
    set_tests_properties(viewer.${case} PROPERTIES FIXTURES_REQUIRED "viewer_copy;viewer_files")
  else()
    set_tests_properties(viewer.${case} PROPERTIES FIXTURES_REQUIRED viewer_copy)
  endif()
endforeach()
# Times are measured on a quiet machine.
set_tests_properties(viewer.browser_speed PROPERTIES RUN_SERIAL ON)
