// Runs the CUDA kernels as host code on random cases: proof --cases N --seed S. Case i draws from seed S + i, so a failure is run
// again alone by --cases 1 --seed <that seed>.
#include <cstdio>
#include <cstring>
#include <exception>

#include "emulation/block.h"
#include "random_case.h"

namespace {

struct Kind {
    const char* name;
    int share;  // of 20 cases
    void (*run)(proof::Random&);
    long cases;
};

Kind kinds[] = {
        {"attention", 15, proof::attentionCase, 0},
        {"layer_norm_modulate", 1, proof::layerNormModulateCase, 0},
        {"gate_residual", 1, proof::gateResidualCase, 0},
        {"qk_norm_rope", 1, proof::qkNormRopeCase, 0},
        {"move_rows", 1, proof::moveRowsCase, 0},
        {"slab", 1, proof::slabCase, 0},
};

Kind& choose(proof::Random& random) {
    int ticket = random.between(0, 19);
    for (Kind& kind : kinds) {
        ticket -= kind.share;
        if (ticket < 0) return kind;
    }
    return kinds[0];
}

}  // namespace

int main(int argc, char** argv) {
    long cases = 200;
    unsigned long long seed = 1;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (std::strcmp(argv[i], "--cases") == 0) cases = std::atol(argv[i + 1]);
        if (std::strcmp(argv[i], "--seed") == 0) seed = std::strtoull(argv[i + 1], nullptr, 10);
    }
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    try {
        proof::refusals();
    } catch (const std::exception& e) {
        std::printf("FAILED refusals: %s\n", e.what());
        return 1;
    }
    for (long i = 0; i < cases; ++i) {
        proof::Random random(seed + i);
        emulation::seedSchedule(seed + i);
        Kind& kind = choose(random);
        try {
            kind.run(random);
        } catch (const std::exception& e) {
            std::printf("FAILED %s, seed %llu: %s\n", kind.name, seed + i, e.what());
            return 1;
        }
        ++kind.cases;
    }
    std::printf("OK %ld cases from seed %llu:", cases, seed);
    for (const Kind& kind : kinds) std::printf(" %s %ld", kind.name, kind.cases);
    std::printf("\n");
    return 0;
}
