# The CUDA backend: on a real device (label gpu), and on the CPU where a CUDA runtime for the CPU is there (label cuda).
if(NOT TINDERBOX_HAS_CUDA)
  return()
endif()

file(GLOB cuda_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*_test.cpp)
add_executable(cuda_tests ${cuda_sources} ${CMAKE_CURRENT_SOURCE_DIR}/kernels/small_paths.cpp)
target_link_libraries(cuda_tests PRIVATE tinderbox_validate GTest::gtest GTest::gtest_main)
add_executable(seeded_race ${CMAKE_CURRENT_LIST_DIR}/seeded_race.cu)
target_link_libraries(seeded_race PRIVATE tinderbox_sim)
target_compile_options(seeded_race PRIVATE "$<$<COMPILE_LANGUAGE:CUDA>:${TINDERBOX_CUDA_FLAGS}>")

add_test(NAME gpu.parity COMMAND cuda_tests)
set_tests_properties(gpu.parity PROPERTIES LABELS gpu)

if(NOT TINDERBOX_PTX_CPU_DIR)
  return()
endif()
set(ptx_cpu_out ${CMAKE_BINARY_DIR}/ptx-cpu)
add_custom_target(ptx_cpu ALL COMMAND ${TINDERBOX_PTX_CPU_DIR}/build.sh ${ptx_cpu_out})

# tinderbox_ptx_cpu_test(name target environment...)
function(tinderbox_ptx_cpu_test name target)
  add_test(NAME cuda.${name} COMMAND ${target})
  set_tests_properties(cuda.${name} PROPERTIES LABELS cuda TIMEOUT 600
    ENVIRONMENT "LD_LIBRARY_PATH=${ptx_cpu_out};PTXCPU_EXIT_CODE=86;${ARGN}")
endfunction()
tinderbox_ptx_cpu_test(parity cuda_tests)
tinderbox_ptx_cpu_test(race_detector_is_silent cuda_tests PTXCPU_RACE=1)
tinderbox_ptx_cpu_test(random_schedule_1 cuda_tests PTXCPU_SEED=1)
tinderbox_ptx_cpu_test(random_schedule_2 cuda_tests PTXCPU_SEED=2)
tinderbox_ptx_cpu_test(lazy_streams cuda_tests PTXCPU_LAZY=1)
tinderbox_ptx_cpu_test(seeded_race_is_caught seeded_race PTXCPU_RACE=1)
set_tests_properties(cuda.seeded_race_is_caught PROPERTIES PASS_REGULAR_EXPRESSION "RACE in")
add_test(NAME cuda.run_file_equals_the_cpus
         COMMAND ${CMAKE_CURRENT_LIST_DIR}/file_parity.sh $<TARGET_FILE:tinderbox>)
set_tests_properties(cuda.run_file_equals_the_cpus PROPERTIES LABELS cuda TIMEOUT 600
  ENVIRONMENT "LD_LIBRARY_PATH=${ptx_cpu_out};PTXCPU_EXIT_CODE=86")
