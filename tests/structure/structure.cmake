# Tests of the source tree itself: which folder may include which, what object files may refer to, what the scripts do.
# Each has a control beside it, in which the check has to find what is wrong with a small bad tree.
set(structure_dir ${CMAKE_CURRENT_LIST_DIR})
find_program(TINDERBOX_BASH bash REQUIRED)

# structure_test(name command...): adds the test structure.<name>
function(structure_test name)
  add_test(NAME structure.${name} COMMAND ${TINDERBOX_BASH} ${ARGN} COMMAND_EXPAND_LISTS)
  set_tests_properties(structure.${name} PROPERTIES LABELS unit TIMEOUT 120)
endfunction()

# structure_control(name): adds structure.<name>.control, the function control_<name> of controls.sh
function(structure_control name)
  structure_test(${name}.control ${structure_dir}/controls.sh ${name} ${CMAKE_CURRENT_BINARY_DIR}/controls/${name}
    ${CMAKE_CXX_COMPILER} ${structure_libm})
endfunction()

execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=libm.so.6 OUTPUT_VARIABLE structure_libm
  OUTPUT_STRIP_TRAILING_WHITESPACE)

structure_test(includes ${structure_dir}/check_includes.sh ${CMAKE_SOURCE_DIR})
structure_control(includes)
foreach(what layout words scripts)
  structure_test(${what} ${structure_dir}/check_tree.sh ${what} ${CMAKE_SOURCE_DIR})
  structure_control(${what})
endforeach()
structure_test(setup ${structure_dir}/check_setup.sh ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_BINARY_DIR}/setup)
structure_test(counts ${structure_dir}/check_counts.sh ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_BINARY_DIR}/counts)

# Kernels: the archive's own objects and those of each code path.
structure_control(libm)
structure_control(code_path)
set(kernel_objects $<TARGET_OBJECTS:tinderbox_kernels>)
foreach(path scalar v3 v4)
  set(objects $<TARGET_OBJECTS:tinderbox_cpu_${path}>)
  structure_test(code_path.${path} ${structure_dir}/check_code_path.sh ${path} ${objects})
  list(APPEND kernel_objects ${objects})
endforeach()
structure_test(libm.kernels ${structure_dir}/check_libm.sh ${structure_libm} ${kernel_objects})

# The model has headers alone: each becomes an object of its own that keeps its inline functions, which also shows that
# it compiles by itself and without nvcc. What the standard library's inline functions call is left out.
file(GLOB sim_headers CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/sim/*.hpp)
set(sim_sources "")
foreach(header ${sim_headers})
  string(MAKE_C_IDENTIFIER ${header} name)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/structure/${name}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "#include \"${header}\"\n" @ONLY)
  list(APPEND sim_sources ${source})
endforeach()
if(sim_sources)
  add_library(structure_sim_headers OBJECT ${sim_sources})
  target_link_libraries(structure_sim_headers PRIVATE tinderbox_sim)
  target_compile_options(structure_sim_headers PRIVATE -march=x86-64-v3 -fkeep-inline-functions -ffunction-sections)
  structure_test(libm.sim ${structure_dir}/check_libm.sh --only tinderbox ${structure_libm}
    $<TARGET_OBJECTS:structure_sim_headers>)
endif()
