#include "attention_tensor_cores.h"

template int instgenie::launchAttention<__nv_bfloat16>(const AttentionParams&, int, int, void*);
