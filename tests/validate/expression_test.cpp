// The small arithmetic of oracle files, and hexadecimal words.
#include "host/validate/expression.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "host/validate/oracle_entry.hpp"

namespace tinderbox::validation {
namespace {

TEST(Expression, Arithmetic) {
  EXPECT_EQ(evaluate_expression("1/1440"), 1.0 / 1440);
  EXPECT_EQ(evaluate_expression("ln(100000)"), std::log(100000.0));
  EXPECT_EQ(evaluate_expression(" 2 + 3 * 4 - 6 / 2 "), 11);
  EXPECT_EQ(evaluate_expression("(2 + 3) * -4"), -20);
  EXPECT_EQ(evaluate_expression("2^3^2"), 512);
  EXPECT_EQ(evaluate_expression("-2^2"), -4);
  EXPECT_EQ(evaluate_expression("2^-2"), 0.25);
  EXPECT_EQ(evaluate_expression("8 / 4 / 2"), 1);
  EXPECT_EQ(evaluate_expression("1e-3"), 1e-3);
  EXPECT_EQ(evaluate_expression(".5"), 0.5);
  EXPECT_EQ(evaluate_expression("sqrt(exp(ln(4)))"), 2);
  EXPECT_EQ(evaluate_expression("33861517/33554432"), 33861517.0 / 33554432);
}

TEST(Expression, WhatHasNoValueIsRefused) {
  for (const std::string text :
       {"",    " ",        "1/0",    "1/(2-2)",   "ln(0)", "ln(-1)",  "sqrt(-1)", "exp(1000)", "1e999",
        "nan", "inf",      "-inf",   "0x10",      "1 2",   "1+",      "*1",       "(1",        "1)",
        "()",  "ln 2",     "ln()",   "log(2)",    "1..2",  "1e",      "2**3",     "1,5",       "1/1440;",
        "--",  "(-1)^0.5", "10^400", "system(1)", "\x01",  "\xff\xfe"})
    EXPECT_THROW((void)evaluate_expression(text), ExpressionError) << text;
}

TEST(Expression, HostileNestingAndLength) {
  EXPECT_EQ(evaluate_expression(std::string(20, '(') + "1" + std::string(20, ')')), 1);
  EXPECT_THROW((void)evaluate_expression(std::string(400, '(') + "1" + std::string(400, ')')), ExpressionError);
  EXPECT_THROW((void)evaluate_expression(std::string(1'000'000, '(')), ExpressionError);
  EXPECT_THROW((void)evaluate_expression(std::string(500, '-') + "1"), ExpressionError);
  std::string powers = "1";
  for (int i = 0; i < 400; ++i) powers += "^1";
  EXPECT_THROW((void)evaluate_expression(powers), ExpressionError);
  std::string sum = "1";
  for (int i = 0; i < 400; ++i) sum += "+1";
  EXPECT_EQ(evaluate_expression(sum), 401);
}

TEST(HexWord, OneToEightDigits) {
  EXPECT_EQ(hex_word("6627e8d5", "x"), 0x6627e8d5U);
  EXPECT_EQ(hex_word("FFFFFFFF", "x"), 0xffffffffU);
  EXPECT_EQ(hex_word("0", "x"), 0U);
  EXPECT_EQ(hex_word("10", "x"), 16U) << "hexadecimal, whatever the digits";
  for (const nlohmann::json& bad :
       {nlohmann::json("123456789"), nlohmann::json(""), nlohmann::json("xyz"), nlohmann::json("0x1"),
        nlohmann::json("-1"), nlohmann::json(" 1"), nlohmann::json(7), nlohmann::json(), nlohmann::json::array({"1"})})
    EXPECT_THROW((void)hex_word(bad, "x"), BadEntry) << bad;
}

}  // namespace
}  // namespace tinderbox::validation
