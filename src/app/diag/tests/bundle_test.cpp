// The archive is one that others read, and a secret in it is found.
#include "app/diag/bundle.hpp"

#include "base/fault.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <numeric>

namespace boxoffice::app {
namespace {

std::uint64_t octal(std::string_view field) {
    return std::strtoull(std::string{field.substr(0, field.find('\0'))}.c_str(), nullptr, 8);
}

/// Reads an archive as POSIX describes it. Empty when a checksum is wrong.
BundleFiles from_tar(std::string_view archive) {
    BundleFiles files;
    while (archive.size() >= 512 && archive.front() != '\0') {
        std::string header{archive.substr(0, 512)};
        const auto name = header.substr(0, header.find('\0'));
        const auto size = octal(std::string_view{header}.substr(124, 12));
        const auto checksum = octal(std::string_view{header}.substr(148, 8));
        header.replace(148, 8, 8, ' ');
        const auto sum = std::accumulate(
            header.begin(), header.end(), std::uint64_t{0},
            [](auto total, char c) { return total + static_cast<unsigned char>(c); });
        if (sum != checksum || header.substr(257, 6) != std::string{"ustar\0", 6}) return {};
        files[name] = archive.substr(512, size);
        archive.remove_prefix(512 + (size + 511) / 512 * 512);
    }
    return files;
}

TEST(Tar, IsReadBackAsItWas) {
    const BundleFiles files{{"a.json", std::string(512, 'x')}, {"b/c.txt", "one\n"}, {"empty", ""}};
    const auto archive = to_tar(files, "diag", base::Instant{std::chrono::seconds{1'700'000'000}});
    EXPECT_EQ(archive.size() % 512, 0U);
    const BundleFiles wanted{
        {"diag/a.json", files.at("a.json")}, {"diag/b/c.txt", "one\n"}, {"diag/empty", ""}};
    EXPECT_EQ(from_tar(archive), wanted);
    auto damaged = archive;
    damaged[0] = 'D';
    EXPECT_TRUE(from_tar(damaged).empty());
}

TEST(Tar, RefusesANameThatDoesNotFit) {
    EXPECT_THROW((void)to_tar({{std::string(100, 'x'), ""}}, "diag", {}),
                 base::InfrastructureFault);
}

TEST(Leaks, FindAPlantedSecretPlainOrEncoded) {
    const std::vector<KnownSecret> secrets{{"--smtp-password", "correct horse"},
                                           {"--provider-secret", "sk_test_1234"},
                                           {"short", "a"}};
    EXPECT_TRUE(leaks({{"a.json", "a correct answer of a horse"}}, secrets).empty());
    EXPECT_EQ(leaks({{"a.json", "x correct horse y"}}, secrets),
              std::vector<std::string>{"--smtp-password"});
    EXPECT_EQ(leaks({{"sk_test_1234.json", ""}}, secrets),
              std::vector<std::string>{"--provider-secret"});
    EXPECT_EQ(leaks({{"a.json", "Basic c2tfdGVzdF8xMjM0"}}, secrets),
              std::vector<std::string>{"--provider-secret"});
}

TEST(Leaks, APlainWordForASecretShowsNothing) {
    const std::vector<KnownSecret> secrets{{"--database-url", "boxoffice"},
                                           {"--smtp-password", "boxoffice7"}};
    EXPECT_TRUE(leaks({{"build.json", R"({"program":"boxoffice"})"}}, secrets).empty());
    EXPECT_EQ(leaks({{"build.json", "boxoffice boxoffice7"}}, secrets),
              std::vector<std::string>{"--smtp-password"});
    for (const std::string value : {"!!..!!", "12345 12345"}) {
        EXPECT_EQ(leaks({{"build.json", value}}, {{"of signs", value}}).size(), 1U) << value;
    }
}

}  // namespace
}  // namespace boxoffice::app
