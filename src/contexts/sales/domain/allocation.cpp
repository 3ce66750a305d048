#include "contexts/sales/domain/allocation.hpp"

#include "base/invariant.hpp"

#include <algorithm>
#include <numeric>

namespace boxoffice::sales {
namespace {

/// A won times a won outgrows 64 bits.
__extension__ using Wide = __int128;

}  // namespace

std::vector<std::int64_t> allocate(std::int64_t amount, std::span<const std::int64_t> weights) {
    BOXOFFICE_INVARIANT(amount >= 0 && !weights.empty());
    const auto given = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
    const auto weight_of = [&](std::size_t index) { return given > 0 ? weights[index] : 1; };
    const auto total = given > 0 ? given : static_cast<std::int64_t>(weights.size());

    std::vector<std::int64_t> parts;
    std::vector<std::int64_t> remainders;
    auto left = amount;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const auto product = static_cast<Wide>(amount) * weight_of(i);
        parts.push_back(static_cast<std::int64_t>(product / total));
        remainders.push_back(static_cast<std::int64_t>(product % total));
        left -= parts.back();
    }
    std::vector<std::size_t> order(weights.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
    for (std::size_t i = 0; left > 0; ++i, --left) ++parts[order[i]];
    return parts;
}

}  // namespace boxoffice::sales
