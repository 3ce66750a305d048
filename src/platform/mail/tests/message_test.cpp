// Goal: a Korean notice arrives as it was written, and no text adds a header, a recipient or a
// line.
#include "platform/mail/message.hpp"

#include "platform/mail/tests/mail_reader.hpp"
#include "platform/mail/unicode.hpp"

#include <gtest/gtest.h>

namespace boxoffice::platform {
namespace {

using namespace std::chrono_literals;
using testing_support::read_mail;

constexpr base::Instant now{1'795'365'000'123ms};

ports::Mail korean() {
    return {.to = "minsu@example.org",
            .subject =
                "[예매 완료] 뮤지컬 <달빛 정거장> 2026년 12월 24일 오후 7시 30분 공연 예매가 "
                "완료되었습니다",
            .text = "안녕하세요, 민수 님.\n\n좌석: 1층 A열 12번\n",
            .deduplication_id = "notification-17"};
}

std::string formatted(const ports::Mail& mail, Transfer transfer = Transfer::wire) {
    const auto message = format_message(mail, Sender{}, now, transfer);
    return message ? *message : "REFUSED " + message.error();
}

TEST(Message, IsWrittenAsPublished) {
    const ports::Mail mail{
        .to = "a@example.org", .subject = "Hello", .text = "Hi\n", .deduplication_id = "n-1"};
    EXPECT_EQ(formatted(mail, Transfer::file),
              "Date: Sun, 22 Nov 2026 16:30:00 +0000\n"
              "From: \"Boxoffice\" <no-reply@boxoffice.invalid>\n"
              "To: <a@example.org>\n"
              "Subject: Hello\n"
              "Message-ID: <n-1@boxoffice.invalid>\n"
              "Auto-Submitted: auto-generated\n"
              "MIME-Version: 1.0\n"
              "Content-Type: text/plain; charset=utf-8\n"
              "Content-Transfer-Encoding: 8bit\n"
              "\n"
              "Hi\n");
}

TEST(Message, CarriesKoreanBothWays) {
    for (const auto& [transfer, line_end, text_end] :
         {std::tuple{Transfer::wire, "\r\n", "\r\n"}, std::tuple{Transfer::file, "\n", "\n"}}) {
        const auto mail = read_mail(formatted(korean(), transfer), line_end);
        EXPECT_EQ(mail.field("Subject"), korean().subject);
        auto expected = korean().text;
        for (auto at = expected.find('\n'); at != std::string::npos;
             at = expected.find('\n', at + 2)) {
            expected.replace(at, 1, text_end);
        }
        EXPECT_EQ(mail.text(), expected);
    }
}

TEST(Message, OnTheWireIsSevenBitAndHasShortLines) {
    auto mail = korean();
    mail.text = std::string(5000, 'x') + korean().text;
    const Sender sender{.name = "새벽나루 극장 예매", .address = "no-reply@example.org"};
    const auto formatted_message = format_message(mail, sender, now, Transfer::wire);
    ASSERT_TRUE(formatted_message);
    const auto& message = *formatted_message;
    EXPECT_EQ(read_mail(message, "\r\n").field("From"),
              "새벽나루 극장 예매 <no-reply@example.org>");
    std::size_t length = 0;
    for (std::size_t i = 0; i < message.size(); ++i) {
        EXPECT_LT(static_cast<unsigned char>(message[i]), 0x80U);
        if (message[i] == '\n') {
            ASSERT_EQ(message[i - 1], '\r');
            length = 0;
        }
        ASSERT_LE(++length, 79U);
    }
    for (const auto& line : read_mail(message, "\r\n").lines) {
        if (line.find("=?") == std::string::npos) continue;
        EXPECT_LE(line.size(), 76U) << "RFC 2047 section 2";
    }
}

TEST(Message, EncodesAFileWhoseLinesAreTooLong) {
    auto mail = korean();
    mail.text = std::string(999, 'x');
    const auto read = read_mail(formatted(mail, Transfer::file), "\n");
    EXPECT_EQ(read.field("Content-Transfer-Encoding"), "base64");
    EXPECT_EQ(read.text(), mail.text);
}

/// What people have tried against mailers, in each place a person's text can stand.
constexpr std::string_view injections[] = {
    "x\r\nBcc: victim@example.org",
    "x\nBcc: victim@example.org",
    "x\rBcc: victim@example.org",
    "x\r\n\r\nA new body",
    "x\n\n<html>",
    "x\r\n Bcc: folded@example.org",
    "x%0d%0aBcc: victim@example.org",
    "x\xE2\x80\xA8 Bcc: victim@example.org",
    "x\xC2\x85 Bcc: victim@example.org",
    "x\x0B Bcc: victim@example.org",
    "x\xC0\x8A Bcc: victim@example.org",
    "=?UTF-8?B?DQpCY2M6IHZAZXhhbXBsZS5vcmc=?=",
    "x\r\n.\r\nMAIL FROM:<e@example.org>",
    "x\x1B[31mred",
    "\xFF\xFE\x80",
    "x\x7F\x08y",
};

TEST(Message, GainsNoHeaderFromAnyText) {
    const auto usual = read_mail(formatted(korean()), "\r\n").fields.size();
    for (const auto text : injections) {
        auto mail = korean();
        mail.subject = text;
        mail.text = text;
        mail.deduplication_id = text;
        Sender sender;
        sender.name = text;
        const auto message = format_message(mail, sender, now, Transfer::wire);
        ASSERT_TRUE(message) << text;
        const auto read = read_mail(*message, "\r\n");
        EXPECT_EQ(read.fields.size(), usual) << text;
        EXPECT_EQ(read.field("Bcc"), "(absent)") << text;
        EXPECT_EQ(read.field("To"), "<minsu@example.org>") << text;
        EXPECT_EQ(message->find("\r\n.\r\n"), std::string::npos) << text;
        for (const char c : read.field("Subject")) {
            EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) << text;
        }
    }
}

TEST(Message, GoesToOneBareAddressOnly) {
    for (const auto* good :
         {"a@b.kr", "first.last+tag@sub.example.org", "o'neil@example.org", "a@localhost"}) {
        EXPECT_TRUE(ports::is_mail_address(good)) << good;
    }
    std::vector<std::string> bad{
        "",           "a",          "@b.kr",         "a@",       "a@b@c",
        "a b@c.kr",   "a@b,c@d.kr", "a@b.kr,c@d",    "<a@b.kr>", "N <a@b.kr>",
        "\"a\"@b.kr", "a@b.kr\r\n", "a@b.kr\nX: y",  "a.@b.kr",  ".a@b.kr",
        "a..b@c.kr",  "a@-b.kr",    "a@b-.kr",       "a@.kr",    "a@b..kr",
        "민수@b.kr",  "a@한국.kr",  "a@[127.0.0.1]", "-",        "a@b.kr "};
    bad.push_back(std::string(65, 'a') + "@b.kr");
    bad.push_back("a@" + std::string(64, 'b') + ".kr");
    std::string long_domain = "a@b";
    while (long_domain.size() < 255) long_domain += ".example";
    bad.push_back(long_domain);
    for (const auto text : injections) bad.push_back(std::string{text} + "@example.org\r\n");
    for (const auto& address : bad) {
        EXPECT_FALSE(ports::is_mail_address(address)) << address;
        auto mail = korean();
        mail.to = address;
        EXPECT_EQ(formatted(mail), "REFUSED recipient_invalid");
    }
}

TEST(Message, HasAnEndToItsLength) {
    auto mail = korean();
    mail.text = std::string(mail_text_bytes_max, 'x');
    EXPECT_NE(formatted(mail), "REFUSED text_too_long");
    mail.text += 'x';
    EXPECT_EQ(formatted(mail), "REFUSED text_too_long");
}

TEST(SafeName, TellsDifferentIdsApart) {
    EXPECT_EQ(safe_name("notification-17"), "notification-17");
    EXPECT_EQ(safe_name("../x"), "_2e_2e_2fx");
    EXPECT_NE(safe_name("a_2e"), safe_name("a."));
}

TEST(Unicode, KeepsCharactersWhole) {
    EXPECT_EQ(utf8_prefix("가나다", 4), "가");
    EXPECT_EQ(utf8_prefix("가나다", 9), "가나다");
    EXPECT_EQ(plain_text("a\r\nb\rc\nd\t\x01"
                         "e"),
              "a\nb\nc\nd\te");
    EXPECT_EQ(
        one_line("\xED\xA0\x80|\xF4\x90\x80\x80|\xE0\x80\xAF|\xEA\xB0"),
        "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD|\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD|"
        "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD|\xEF\xBF\xBD\xEF\xBF\xBD");
}

}  // namespace
}  // namespace boxoffice::platform
