package io.instgenie.admission;

/**
 * How much may be admitted and not yet released.
 *
 * @param count most requests
 * @param bytes most memory of all requests; one that alone takes more is admitted alone
 * @param stepping most that are in a step at a time
 */
public record AdmissionLimits(int count, long bytes, int stepping) {
    /** @throws IllegalArgumentException if a limit is not positive */
    public AdmissionLimits {
        if (count < 1 || bytes < 1 || stepping < 1) {
            throw new IllegalArgumentException(
                    "limits must be positive: count " + count + ", bytes " + bytes + ", stepping " + stepping);
        }
    }
}
