// Goal: two secrets are the same when every byte is, and a part of one is none.
#include "base/secret.hpp"

#include <gtest/gtest.h>

namespace boxoffice::base {
namespace {

TEST(Secret, IsTheSameWhenEveryByteIs) {
    EXPECT_TRUE(is_same_secret("0f3a\xff", "0f3a\xff"));
    EXPECT_TRUE(is_same_secret("", ""));
    EXPECT_FALSE(is_same_secret("0f3a", "1f3a"));
    EXPECT_FALSE(is_same_secret("0f3a", "0f3b"));
    EXPECT_FALSE(is_same_secret("0f3a", "0f3"));
    EXPECT_FALSE(is_same_secret("0f3a", "0f3a0"));
    EXPECT_FALSE(is_same_secret("0f3a", ""));
}

}  // namespace
}  // namespace boxoffice::base
