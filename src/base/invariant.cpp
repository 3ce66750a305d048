#include "base/invariant.hpp"

#include <cstdio>
#include <cstdlib>

namespace boxoffice::base {

void invariant_failed(const char* condition, const char* file, int line) noexcept {
    std::fprintf(stderr, "boxoffice: invariant broken: %s (%s:%d)\n", condition, file, line);
    std::fflush(stderr);
    std::abort();
}

}  // namespace boxoffice::base
