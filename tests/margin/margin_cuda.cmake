# Margin families on a device against the host: on a real one (label gpu), and on the CPU where a CUDA runtime for the CPU
# is there (label cuda). Needs tests/cuda/cuda.cmake.
if(NOT TINDERBOX_HAS_CUDA)
  return()
endif()
add_executable(margin_price_parity ${CMAKE_CURRENT_LIST_DIR}/price_parity.cu)
target_link_libraries(margin_price_parity PRIVATE tinderbox_sim)
target_compile_options(margin_price_parity PRIVATE "$<$<COMPILE_LANGUAGE:CUDA>:${TINDERBOX_CUDA_FLAGS}>")
add_test(NAME gpu.margin_price_parity COMMAND margin_price_parity)
set_tests_properties(gpu.margin_price_parity PROPERTIES LABELS gpu)
if(TINDERBOX_PTX_CPU_DIR)
  tinderbox_ptx_cpu_test(margin_price_parity margin_price_parity)
endif()
