// A picture is what its bytes say, whole, and of three kinds.
#include "ports/media_store.hpp"

#include <gtest/gtest.h>

namespace boxoffice::ports {
namespace {

using namespace std::string_view_literals;

const std::string png{"\x89PNG\r\n\x1a\n\0\0\0\rIHDR...\0\0\0\0IEND\xae\x42\x60\x82"sv};
const std::string jpeg{"\xff\xd8\xff\xe0\0\x10JFIF...\xff\xd9"sv};
const std::string webp{"RIFF\x10\0\0\0WEBPVP8 ........"sv};

TEST(Picture, IsKnownByItsBytes) {
    EXPECT_EQ(picture_type_of(png), PictureType::png);
    EXPECT_EQ(picture_type_of(jpeg), PictureType::jpeg);
    EXPECT_EQ(picture_type_of(webp), PictureType::webp);
}

TEST(Picture, HasToBeWhole) {
    for (const auto& picture : {png, jpeg, webp}) {
        for (std::size_t size = 0; size < picture.size(); ++size) {
            EXPECT_EQ(picture_type_of(std::string_view{picture}.substr(0, size)), std::nullopt)
                << size;
        }
    }
}

TEST(Picture, IsNothingElse) {
    for (const auto text : {"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"sv, "GIF89a"sv, "<html>"sv,
                            "\xff\xd8 PNG IHDR"sv, "RIFF\x04\0\0\0WAVE"sv}) {
        EXPECT_EQ(picture_type_of(text), std::nullopt) << text;
    }
}

TEST(NameOfAPicture, IsADigestAndAnEnding) {
    const std::string digest(64, 'a');
    EXPECT_EQ(type_in_name(digest + ".png"), PictureType::png);
    EXPECT_EQ(type_in_name(digest + ".jpg"), PictureType::jpeg);
    EXPECT_EQ(type_in_name(digest + ".webp"), PictureType::webp);
    for (const auto& name : {digest, digest + ".jpeg", digest + ".png/", "../" + digest + ".png",
                             std::string(63, 'a') + "..png", std::string(64, 'A') + ".png"}) {
        EXPECT_EQ(type_in_name(name), std::nullopt) << name;
    }
}

}  // namespace
}  // namespace boxoffice::ports
