package io.instgenie.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules that let each package be read, tested and replaced without the others. Some speak of packages that are still to come. */
@AnalyzeClasses(packages = "io.instgenie", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageRulesTest {
    private static final String ROOT = "io.instgenie";
    private static final int MAX_LINES = 450;

    @ArchTest
    static final ArchRule NO_CYCLES_OF_PARTS =
            slices().matching("io.instgenie.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_CYCLES_OF_PACKAGES =
            slices().matching("io.instgenie.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NOTHING_IMPORTS_THE_ROOT = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT);

    @ArchTest
    static final ArchRule FILES_IS_A_LEAF = importsOfOurs("files");

    @ArchTest
    static final ArchRule EDIT_KNOWS_FILES = importsOfOurs("edit", "files");

    @ArchTest
    static final ArchRule COST_IS_A_LEAF = importsOfOurs("cost");

    @ArchTest
    static final ArchRule METRICS_IS_A_LEAF = importsOfOurs("metrics");

    @ArchTest
    static final ArchRule MASK_KNOWS_EDITS = importsOfOurs("mask", "edit");

    @ArchTest
    static final ArchRule PLAN_KNOWS_COSTS = importsOfOurs("plan", "cost");

    @ArchTest
    static final ArchRule ONLY_READERS_OF_FOLDERS_KNOW_FAMILIES = noClasses()
            .that()
            .resideOutsideOfPackages("io.instgenie.pretrained", "io.instgenie.model.flux", "io.instgenie.model.unet")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.instgenie.model.flux", "io.instgenie.model.unet");

    @ArchTest
    static final ArchRule FAMILIES_DO_NOT_KNOW_EACH_OTHER =
            slices().matching("io.instgenie.model.(flux|unet)").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule NATIVE_CODE_HAS_ITS_PLACES = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.instgenie.tensor",
                    "io.instgenie.weights",
                    "io.instgenie.model..",
                    "io.instgenie.device",
                    "io.instgenie.activations",
                    "io.instgenie.denoise",
                    "io.instgenie.encode",
                    "io.instgenie.decode")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bytedeco..");

    @ArchTest
    static final ArchRule SETTINGS_COME_THROUGH_CONSTRUCTORS = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT, "io.instgenie.tensor")
            .should()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class, String.class)
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(Integer.class, "getInteger", String.class)
            .orShould()
            .callMethod(Long.class, "getLong", String.class)
            .orShould()
            .callMethod(Boolean.class, "getBoolean", String.class);

    /** But for {@code tensor}, since libtorch is loaded once in a process. */
    @ArchTest
    static final ArchRule NO_STATIC_VARIABLES = fields().that()
            .areStatic()
            .and()
            .areDeclaredInClassesThat()
            .resideOutsideOfPackage("io.instgenie.tensor")
            .should()
            .beFinal();

    /** No class of {@code part} depends on a class of ours outside it and {@code others}. */
    private static ArchRule importsOfOurs(String part, String... others) {
        String[] allowed = Stream.concat(Stream.of(part), Stream.of(others))
                .map(name -> "io.instgenie." + name + "..")
                .toArray(String[]::new);
        DescribedPredicate<JavaClass> foreign =
                resideInAPackage("io.instgenie..").and(not(resideInAnyPackage(allowed)));
        return noClasses()
                .that()
                .resideInAPackage("io.instgenie." + part + "..")
                .should()
                .dependOnClassesThat(foreign)
                .allowEmptyShould(true);
    }

    @Test
    void noSourceIsLong() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
            List<String> tooLong = sources.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> lines(file) > MAX_LINES)
                    .map(file -> file + " has " + lines(file) + " lines")
                    .toList();
            assertThat(tooLong).isEmpty();
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
