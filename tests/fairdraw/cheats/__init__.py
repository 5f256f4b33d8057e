"""Dishonest lotteries, made by program from honest ones, each as an organiser with full power would publish it."""
