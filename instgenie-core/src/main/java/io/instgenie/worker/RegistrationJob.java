package io.instgenie.worker;

import io.instgenie.cache.Lease;
import io.instgenie.denoise.CachedTemplate;
import java.util.concurrent.CompletableFuture;

/**
 * A template to be recorded ahead of its edits.
 *
 * @param done completed when every step is kept, or with what went wrong
 */
public record RegistrationJob(Lease<CachedTemplate> template, CompletableFuture<Void> done) {}
