package io.ringdown.account.twilio;

/**
 * One difference between what Twilio does and what it should do.
 *
 * @param code names the kind, and stays as it is: {@code other_url}, {@code no_default} …
 * @param detail what it means, in a sentence for people
 */
public record Drift(String code, String detail) {}
