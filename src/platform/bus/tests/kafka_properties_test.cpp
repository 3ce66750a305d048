// Goal: an operator's settings and secrets reach the client, and what the bus rests upon cannot be
// set away.
#include "base/fault.hpp"
#include "platform/bus/kafka_options.hpp"
#include "platform/tests/test_directory.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace boxoffice::platform {
namespace {

struct KafkaPropertiesFile : ::testing::Test {
    TestDirectory directory;
    std::filesystem::path write(const std::string& name, const std::string& text) {
        const auto path = directory.path() / name;
        std::ofstream{path} << text;
        return path;
    }
    KafkaProperties read(const std::string& text) {
        return read_kafka_properties(write("kafka.properties", text));
    }
};

TEST_F(KafkaPropertiesFile, IsReadLineByLine) {
    const KafkaProperties expected{{"security.protocol", "SASL_SSL"}, {"sasl.username", "a=b"}};
    EXPECT_EQ(read("# how to come in\n\n security.protocol = SASL_SSL \r\nsasl.username=a=b"),
              expected);
    EXPECT_TRUE(read("").empty());
}

TEST_F(KafkaPropertiesFile, TakesASecretFromAFileOfItsOwn) {
    const auto secret = write("password", "s3cret\n");
    const KafkaProperties expected{{"sasl.password", "s3cret"}};
    EXPECT_EQ(read("sasl.password.file=" + secret.string()), expected);
    EXPECT_THROW((void)read("sasl.password.file=/nowhere/at/all"), base::InfrastructureFault);
}

TEST_F(KafkaPropertiesFile, RefusesWhatIsNoSettingAndWhatIsNotTheOperators) {
    EXPECT_THROW((void)read("security.protocol"), base::InfrastructureFault);
    EXPECT_THROW((void)read("=SSL"), base::InfrastructureFault);
    for (const auto* line : {"acks=1", "enable.idempotence=false", "group.id=mine",
                             "auto.offset.reset=latest", "message.timeout.ms=1000"}) {
        EXPECT_THROW((void)read(line), base::InfrastructureFault) << line;
    }
    EXPECT_THROW((void)read_kafka_properties(directory.path() / "none"), base::InfrastructureFault);
}

}  // namespace
}  // namespace boxoffice::platform
