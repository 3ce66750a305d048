// Goal: a file that is hashed piece by piece has the checksum that `sha256sum` prints.
#include "platform/crypto/sha256_stream.hpp"

#include "platform/crypto/sha256_digest.hpp"

#include <gtest/gtest.h>

namespace boxoffice::platform {
namespace {

TEST(Sha256Stream, IsTheHashOfItsPieces) {
    Sha256Stream stream;
    stream.add("a");
    stream.add("");
    stream.add("bc");
    // Source: FIPS 180-4, the example "abc".
    EXPECT_EQ(stream.finish(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256Stream, OfNothingIsTheHashOfNothing) {
    Sha256Stream stream;
    EXPECT_EQ(stream.finish(), Sha256Digest{}.sha256_hex(""));
}

}  // namespace
}  // namespace boxoffice::platform
