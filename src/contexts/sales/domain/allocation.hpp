// How one amount of money is told of several seats, so that the parts are the whole, to the won.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace boxoffice::sales {

/// Splits `amount` (minor units) in proportion to `weights`, none of which is negative; all zero
/// counts as all equal. Rounded down, and what is left over goes to the largest remainders, the
/// first of equals first: the same input always gives the same parts, and they sum up to `amount`.
/// @pre `amount` is not negative and `weights` is not empty.
[[nodiscard]] std::vector<std::int64_t> allocate(std::int64_t amount,
                                                 std::span<const std::int64_t> weights);

}  // namespace boxoffice::sales
