// Goal: a write ends only when all is written, and a descriptor is closed by its one owner. Method:
// a `write` that takes little and fails when told, and a real file.
#include "platform/files/file_descriptor.hpp"

#include "platform/tests/test_directory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <utility>

namespace boxoffice::platform {
namespace {

bool is_open(int descriptor) {
    return ::fcntl(descriptor, F_GETFD) != -1;
}

TEST(WriteAll, GoesOnAfterShortAndInterruptedWrites) {
    static std::string written;
    static int calls;
    written.clear();
    calls = 0;
    const auto write = [](int, const void* bytes, std::size_t size) -> ssize_t {
        if (++calls % 3 == 0) {
            errno = EINTR;
            return -1;
        }
        const auto part = std::min<std::size_t>(size, 4);
        written.append(static_cast<const char*>(bytes), part);
        return static_cast<ssize_t>(part);
    };
    EXPECT_TRUE(write_all(0, "a long line of bytes", write));
    EXPECT_EQ(written, "a long line of bytes");
    const auto fail = [](int, const void*, std::size_t) -> ssize_t {
        errno = EIO;
        return -1;
    };
    EXPECT_FALSE(write_all(0, "x", fail));
    EXPECT_EQ(errno, EIO);
}

TEST(WriteAll, TakesAFileThatAcceptsNothingForAFullDisk) {
    const auto nothing = [](int, const void*, std::size_t) -> ssize_t { return 0; };
    EXPECT_FALSE(write_all(0, "x", nothing));
    EXPECT_EQ(errno, ENOSPC);
}

TEST(FileDescriptor, IsClosedByWhoeverOwnsItLast) {
    const TestDirectory place;
    const auto path = place.path() / "file";
    int number = -1;
    {
        FileDescriptor kept;
        EXPECT_FALSE(kept.is_open());
        {
            FileDescriptor opened{::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)};
            ASSERT_TRUE(opened.is_open());
            number = opened.value();
            kept = std::move(opened);
        }
        EXPECT_TRUE(is_open(number));
        EXPECT_EQ(kept.value(), number);
    }
    EXPECT_FALSE(is_open(number));
}

TEST(SyncDirectory, TellsWhatIsNoDirectory) {
    const TestDirectory place;
    EXPECT_TRUE(sync_directory(place.path()));
    EXPECT_FALSE(sync_directory(place.path() / "missing"));
    EXPECT_EQ(errno, ENOENT);
}

}  // namespace
}  // namespace boxoffice::platform
