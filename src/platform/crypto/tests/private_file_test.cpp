// Goal: a secret is written whole or leaves nothing behind.
#include "platform/crypto/private_file.hpp"

#include "base/fault.hpp"
#include "platform/tests/test_directory.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace boxoffice::platform {
namespace {

/// In a process of its own: the limit stays with it. @return its exit code.
int write_beyond_the_limit(const std::filesystem::path& path) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{.rlim_cur = 1'000, .rlim_max = RLIM_INFINITY};
    if (::setrlimit(RLIMIT_FSIZE, &small) != 0) return 2;
    try {
        write_private_file(path, std::string(100'000, 'x'), IfPresent::replace);
    } catch (const base::InfrastructureFault&) {
        return 0;
    }
    return 3;
}

TEST(PrivateFile, LeavesNothingBehindWhenThereIsNoRoom) {
    const TestDirectory folder;
    const auto path = folder.path() / "keys";
    write_private_file(path, "former", IfPresent::keep);
    const auto id = ::fork();
    ASSERT_GE(id, 0);
    if (id == 0) ::_exit(write_beyond_the_limit(path));
    int status = 0;
    ASSERT_EQ(::waitpid(id, &status, 0), id);
    EXPECT_EQ(WEXITSTATUS(status), 0);
    EXPECT_EQ(read_private_file(path), "former");
    const std::filesystem::directory_iterator files{folder.path()};
    EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST(PrivateFile, KeepsOrReplacesWhatIsThere) {
    const TestDirectory folder;
    const auto path = folder.path() / "deep" / "keys";
    EXPECT_TRUE(write_private_file(path, "first", IfPresent::keep));
    EXPECT_FALSE(write_private_file(path, "second", IfPresent::keep));
    EXPECT_EQ(read_private_file(path), "first");
    EXPECT_TRUE(write_private_file(path, "third", IfPresent::replace));
    EXPECT_EQ(read_private_file(path), "third");
    const std::filesystem::directory_iterator files{path.parent_path()};
    EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

}  // namespace
}  // namespace boxoffice::platform
