// Goal: no torn picture is ever read, however many processes share the directory.
#include "platform/media/media_directory.hpp"

#include "base/fault.hpp"
#include "platform/crypto/sha256_digest.hpp"
#include "platform/tests/test_directory.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <random>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace boxoffice::platform {
namespace {

using namespace std::string_view_literals;
using ports::PictureType;

std::string png(std::string_view inside) {
    return std::string{"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"sv} + std::string{inside} +
           std::string{"\0\0\0\0IEND\xae\x42\x60\x82"sv};
}

/// Whether the bytes are those that the name promises.
bool is_whole(const std::string& name, std::string_view bytes) {
    return name.starts_with(Sha256Digest{}.sha256_hex(bytes));
}

TEST(MediaDirectory, KeepsWhatItWasGivenUnderItsDigest) {
    const TestDirectory folder;
    MediaDirectory media{folder.path() / "media"};
    const auto picture = png("one");
    const auto name = media.put(picture, PictureType::png);
    EXPECT_TRUE(is_whole(name, picture));
    EXPECT_TRUE(name.ends_with(".png"));
    EXPECT_EQ(media.get(name), picture);
    EXPECT_EQ(media.put(picture, PictureType::png), name);
    MediaDirectory other{folder.path() / "media"};
    EXPECT_EQ(other.get(name), picture);
}

TEST(MediaDirectory, KnowsNoOtherNames) {
    const TestDirectory folder;
    MediaDirectory media{folder.path()};
    std::ofstream{folder.path() / "secret"} << "secret";
    const std::string digest(64, 'a');
    std::filesystem::create_directory(folder.path() / (digest + ".png"));
    std::filesystem::create_symlink("secret", folder.path() / (digest + ".jpg"));
    for (const auto& name :
         {std::string{"secret"}, std::string{"../secret"}, digest, digest + ".svg",
          digest + ".webp", digest + ".png", digest + ".jpg", std::string{}}) {
        EXPECT_EQ(media.get(name), std::nullopt) << name;
    }
}

/// Puts pictures of its own and reads all that are there. @return how many were torn.
int work(const std::filesystem::path& directory, unsigned seed) {
    constexpr int rounds = 60;
    MediaDirectory media{directory};
    std::mt19937 chance{seed};
    int torn = 0;
    for (int round = 0; round < rounds; ++round) {
        // Half of them are written by everybody at the same time.
        const auto number = round % 2 == 0 ? std::to_string(round) : std::to_string(chance());
        std::string inside(20'000 + 1'000 * static_cast<std::size_t>(round), 'x');
        inside += number;
        (void)media.put(png(inside), PictureType::png);
        for (const auto& entry : std::filesystem::directory_iterator{directory}) {
            const auto name = entry.path().filename().string();
            if (!ports::type_in_name(name) || chance() % 8 != 0) continue;
            const auto bytes = media.get(name);
            if (!bytes || !is_whole(name, *bytes)) ++torn;
        }
    }
    return torn;
}

TEST(MediaDirectory, IsNeverTornBetweenProcesses) {
    const TestDirectory folder;
    const auto directory = folder.path() / "media";
    std::filesystem::create_directory(directory);
    std::vector<pid_t> children;
    for (unsigned child = 0; child < 3; ++child) {
        const auto id = ::fork();
        ASSERT_GE(id, 0);
        if (id == 0) {
            int torn = 0;
            std::thread beside{[&] { torn = work(directory, 100 + child); }};
            const int mine = work(directory, child);
            beside.join();
            ::_exit(torn + mine == 0 ? 0 : 1);
        }
        children.push_back(id);
    }
    for (const auto id : children) {
        int status = 0;
        ASSERT_EQ(::waitpid(id, &status, 0), id);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
    }
    for (const auto& entry : std::filesystem::directory_iterator{directory}) {
        EXPECT_TRUE(ports::type_in_name(entry.path().filename().string()))
            << entry.path() << " was left behind";
    }
}

TEST(MediaDirectory, WouldShowATornPicture) {
    const TestDirectory folder;
    MediaDirectory media{folder.path()};
    const auto name = media.put(png("whole"), PictureType::png);
    std::ofstream{folder.path() / name, std::ios::trunc} << "half";
    EXPECT_FALSE(is_whole(name, media.get(name).value()));
}

/// In a process of its own: the limit stays with it.
int put_beyond_the_limit(const std::filesystem::path& directory) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{.rlim_cur = 1'000, .rlim_max = RLIM_INFINITY};
    if (::setrlimit(RLIMIT_FSIZE, &small) != 0) return 2;
    MediaDirectory media{directory};
    try {
        (void)media.put(png(std::string(100'000, 'x')), PictureType::png);
        return 3;
    } catch (const base::InfrastructureFault& fault) {
        if (!fault.is_retryable()) return 4;
    }
    const rlimit large{.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
    if (::setrlimit(RLIMIT_FSIZE, &large) != 0) return 5;
    const auto picture = png(std::string(100'000, 'x'));
    return media.get(media.put(picture, PictureType::png)) == picture ? 0 : 6;
}

TEST(MediaDirectory, LeavesNothingBehindWhenThereIsNoRoom) {
    const TestDirectory folder;
    const auto id = ::fork();
    ASSERT_GE(id, 0);
    if (id == 0) ::_exit(put_beyond_the_limit(folder.path()));
    int status = 0;
    ASSERT_EQ(::waitpid(id, &status, 0), id);
    EXPECT_EQ(WEXITSTATUS(status), 0);
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator{folder.path()}) {
        EXPECT_TRUE(ports::type_in_name(entry.path().filename().string())) << entry.path();
        ++files;
    }
    EXPECT_EQ(files, 1U);
}

}  // namespace
}  // namespace boxoffice::platform
