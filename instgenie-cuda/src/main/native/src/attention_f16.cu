#include "attention_tensor_cores.h"

template int instgenie::launchAttention<__half>(const AttentionParams&, int, int, void*);
