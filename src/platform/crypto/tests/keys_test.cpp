// Goal: keys are kept whole, private and recognisable, and agree with the published vectors.
#include "base/fault.hpp"
#include "platform/crypto/ed25519_message_signer.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/crypto/key_ring.hpp"
#include "platform/crypto/sha256_digest.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>

namespace boxoffice::platform {
namespace {

namespace fs = std::filesystem;

/// An empty directory of its own, removed afterwards.
class KeyFile : public testing::Test {
  protected:
    KeyFile() {
        std::string pattern = (fs::temp_directory_path() / "boxoffice-keys-XXXXXX").string();
        directory_ = ::mkdtemp(pattern.data());
    }
    ~KeyFile() override { fs::remove_all(directory_); }

    [[nodiscard]] fs::path path() const { return directory_ / "secrets" / "keys.json"; }
    [[nodiscard]] std::string text() const {
        std::ostringstream out;
        out << std::ifstream{path()}.rdbuf();
        return out.str();
    }
    void overwrite(const std::string& text) const {
        fs::remove(path());
        std::ofstream{path()} << text;
        fs::permissions(path(), fs::perms::owner_read);
    }

  private:
    fs::path directory_;
};

/// The key pair of RFC 8037, appendix A.
SigningKey published_key() {
    const auto seed = from_base64url("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A", 32);
    SigningKey::Seed bytes{};
    std::copy(seed->begin(), seed->end(), bytes.begin());
    return SigningKey{bytes};
}

TEST(Keys, AgreeWithThePublishedVectors) {
    const auto key = published_key();
    EXPECT_EQ(to_base64url(key.verification_key().bytes),
              "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    EXPECT_EQ(key.verification_key().kid, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    EXPECT_EQ(
        to_base64url(key.sign("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc")),
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
    EXPECT_EQ(Sha256Digest{}.sha256_hex("abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Base64Url, HasOneTextForEachByteString) {
    EXPECT_EQ(from_base64url("AA", 8), std::string(1, '\0'));
    EXPECT_EQ(from_base64url("", 8), std::string{});
    for (const auto* text :
         {"AB", "AA==", "AA=", "A", "A A", "AA\n", "+/8A", "AA.", "AAAAAAAAAAAAAAAA"}) {
        EXPECT_FALSE(from_base64url(text, 8)) << text;
    }
}

TEST_F(KeyFile, IsMadeOnceAndReadableByItsOwnerOnly) {
    const auto made = KeyRing::load_or_make(path());
    struct stat about {};
    ASSERT_EQ(::stat(path().c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0400U);
    ASSERT_EQ(::stat(path().parent_path().c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0700U);
    const auto loaded = KeyRing::load_or_make(path());
    EXPECT_EQ(loaded.signing_key().verification_key().kid,
              made.signing_key().verification_key().kid);
    EXPECT_EQ(std::distance(fs::directory_iterator{path().parent_path()}, {}), 1) << "no leftovers";
}

TEST_F(KeyFile, KeepsTwoKeysOverARotation) {
    const auto first = KeyRing::load_or_make(path());
    const auto second = first.rotated();
    second.rotated().save(path());
    const auto keys = KeyRing::load_or_make(path()).verification_keys();
    ASSERT_EQ(keys.size(), 2U);
    EXPECT_EQ(keys[1].kid, second.signing_key().verification_key().kid);
    EXPECT_NE(keys[0].kid, first.signing_key().verification_key().kid);
}

TEST_F(KeyFile, IsRefusedWhenDamagedAndLeftAsItIs) {
    const auto ring = KeyRing::load_or_make(path());
    auto flipped = text();
    const auto at = flipped.find("\"seed\":\"") + 8;
    flipped[at] = flipped[at] == 'A' ? 'B' : 'A';
    for (const auto& damaged : {flipped, std::string{}, std::string{"{}"}, text().substr(0, 40)}) {
        overwrite(damaged);
        EXPECT_THROW((void)KeyRing::load_or_make(path()), base::InfrastructureFault) << damaged;
        EXPECT_EQ(text(), damaged);
    }
}

TEST_F(KeyFile, IsRefusedWhenEverybodyMayReadIt) {
    const auto ring = KeyRing::load_or_make(path());
    fs::permissions(path(), fs::perms::owner_read | fs::perms::others_read);
    EXPECT_THROW((void)KeyRing::load_or_make(path()), base::InfrastructureFault);
}

TEST(JwkSet, ReadsWhatItWroteAndNeverShowsASecret) {
    const auto ring = KeyRing::make().rotated();
    const auto text = to_jwks(ring.verification_keys());
    const auto keys = parse_jwks(text);
    ASSERT_EQ(keys.size(), 2U);
    EXPECT_EQ(keys[0].bytes, ring.verification_keys()[0].bytes);
    EXPECT_EQ(text.find(to_base64url(ring.signing_key().seed())), std::string::npos);
    EXPECT_EQ(text.find("\"d\""), std::string::npos);
}

TEST(JwkSet, SkipsForeignKeysAndRefusesDamagedOnes) {
    EXPECT_TRUE(parse_jwks(R"({"keys":[{"kty":"RSA","kid":"r","n":"x","e":"AQAB"}]})").empty());
    EXPECT_THROW((void)parse_jwks(R"({"keys":[{"kty":"OKP","crv":"Ed25519","kid":"a","x":"AA"}]})"),
                 base::InfrastructureFault);
    EXPECT_THROW((void)parse_jwks("<html>"), base::InfrastructureFault);
}

TEST(MessageSigner, BindsThePurpose) {
    const Ed25519MessageSigner signer{KeyRing::make()};
    const auto signature = signer.sign("ticket", "17");
    EXPECT_TRUE(signer.verify("ticket", "17", signature));
    EXPECT_FALSE(signer.verify("ticket", "18", signature));
    EXPECT_FALSE(signer.verify("refund", "17", signature));
    EXPECT_FALSE(Ed25519MessageSigner{KeyRing::make()}.verify("ticket", "17", signature));
}

}  // namespace
}  // namespace boxoffice::platform
