// Goal: the parts of an amount are the whole, whatever the proportions, and always the same.
#include "contexts/sales/domain/allocation.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace boxoffice::sales {
namespace {

using Parts = std::vector<std::int64_t>;

Parts split(std::int64_t amount, const Parts& weights) {
    return allocate(amount, weights);
}

TEST(Allocation, FollowsTheWeights) {
    EXPECT_EQ(split(300'000, {150'000, 150'000}), (Parts{150'000, 150'000}));
    EXPECT_EQ(split(270'000, {170'000, 100'000}), (Parts{170'000, 100'000}));
    EXPECT_EQ(split(27'000, {170'000, 100'000}), (Parts{17'000, 10'000}));
}

TEST(Allocation, GivesWhatIsLeftToTheLargestRemainders) {
    EXPECT_EQ(split(100, {1, 1, 1}), (Parts{34, 33, 33}));
    EXPECT_EQ(split(10, {1, 2}), (Parts{3, 7}));
    EXPECT_EQ(split(1, {1, 3}), (Parts{0, 1}));
}

TEST(Allocation, TakesSeatsWithoutAPriceForEqual) {
    EXPECT_EQ(split(5, {0, 0}), (Parts{3, 2}));
    EXPECT_EQ(split(5, {0, 7}), (Parts{0, 5}));
    EXPECT_EQ(split(0, {0, 0}), (Parts{0, 0}));
}

TEST(Allocation, SumsUpToTheAmountAlsoBeyond64BitProducts) {
    for (std::int64_t amount = 0; amount < 2'000; amount += 37) {
        const auto parts = split(amount, {3, 7, 11, 13, 50'000});
        EXPECT_EQ(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}), amount);
    }
    const std::int64_t large = 9'000'000'000'000'000;
    EXPECT_EQ(split(large, {large / 2, large / 2}), (Parts{large / 2, large / 2}));
}

}  // namespace
}  // namespace boxoffice::sales
