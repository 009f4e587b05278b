"""Units of every kind to SI; the factors are those of the SI brochure and of ISO 16739-1 table of conversion units."""

import ifcopenshell
import pytest

from twin.importers.ifc.units import Units

UNITS = """#1=IFCPROJECT('0YvctVUKr0kugbFTf53O9L',$,'P',$,$,$,$,$,#2);
#2=IFCUNITASSIGNMENT((#3,#4,#5,#6,#7,#8));
#3=IFCCONVERSIONBASEDUNIT(#10,.LENGTHUNIT.,'FOOT',#11);
#4=IFCSIUNIT(*,.AREAUNIT.,.MILLI.,.SQUARE_METRE.);
#5=IFCSIUNIT(*,.THERMODYNAMICTEMPERATUREUNIT.,$,.DEGREE_CELSIUS.);
#6=IFCDERIVEDUNIT((#20,#21),.VOLUMETRICFLOWRATEUNIT.,$);
#7=IFCSIUNIT(*,.POWERUNIT.,.KILO.,.WATT.);
#8=IFCMONETARYUNIT('EUR');
#10=IFCDIMENSIONALEXPONENTS(1,0,0,0,0,0,0);
#11=IFCMEASUREWITHUNIT(IFCRATIOMEASURE(0.3048),#12);
#12=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);
#20=IFCDERIVEDUNITELEMENT(#22,1);
#21=IFCDERIVEDUNITELEMENT(#23,-1);
#22=IFCCONVERSIONBASEDUNIT(#24,.VOLUMEUNIT.,'LITRE',#25);
#23=IFCCONVERSIONBASEDUNIT(#26,.TIMEUNIT.,'HOUR',#27);
#24=IFCDIMENSIONALEXPONENTS(3,0,0,0,0,0,0);
#25=IFCMEASUREWITHUNIT(IFCRATIOMEASURE(0.001),#28);
#26=IFCDIMENSIONALEXPONENTS(0,0,1,0,0,0,0);
#27=IFCMEASUREWITHUNIT(IFCRATIOMEASURE(3600.),#29);
#28=IFCSIUNIT(*,.VOLUMEUNIT.,$,.CUBIC_METRE.);
#29=IFCSIUNIT(*,.TIMEUNIT.,$,.SECOND.);
"""


@pytest.fixture
def units(write_ifc):
    return Units.of(ifcopenshell.open(write_ifc("", frame=UNITS)))


@pytest.mark.parametrize(
    ("measure", "written", "si", "symbol"),
    [
        ("IfcLengthMeasure", 10.0, 3.048, "m"),
        ("IfcPositiveLengthMeasure", 10.0, 3.048, "m"),
        ("IfcAreaMeasure", 2e6, 2.0, "m2"),
        ("IfcThermodynamicTemperatureMeasure", 19.0, 292.15, "K"),
        ("IfcVolumetricFlowRateMeasure", 3600.0, 0.001, "m3/s"),
        ("IfcPowerMeasure", 24.0, 24000.0, "W"),
        ("IfcMassMeasure", 5.0, 5.0, "kg"),
    ],
)
def test_values_become_si(units, measure, written, si, symbol):
    scale = units.scale(measure)
    assert scale(written) == pytest.approx(si)
    assert scale.symbol == symbol


MASSES = """#3=IFCSIUNIT(*,.MASSUNIT.,.KILO.,.GRAM.);
#4=IFCDERIVEDUNIT((#20,#21),.MASSDENSITYUNIT.,$);
#5=IFCSIUNIT(*,.FORCEUNIT.,.KILO.,.NEWTON.);
#6=IFCDERIVEDUNIT((#22,#21),.USERDEFINED.,'POUND PER CUBIC METRE');
#20=IFCDERIVEDUNITELEMENT(#3,1);
#21=IFCDERIVEDUNITELEMENT(#30,-3);
#22=IFCDERIVEDUNITELEMENT(#31,1);
#30=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);
#31=IFCCONVERSIONBASEDUNIT(#32,.MASSUNIT.,'POUND',#33);
#32=IFCDIMENSIONALEXPONENTS(0,1,0,0,0,0,0);
#33=IFCMEASUREWITHUNIT(IFCRATIOMEASURE(454.),#34);
#34=IFCSIUNIT(*,.MASSUNIT.,$,.GRAM.);
"""


@pytest.mark.parametrize(("unit", "kg"), [("#3", 1.0), ("#4", 1.0), ("#5", 1000.0), ("#6", 0.454), ("#34", 0.001)])
def test_masses_become_kilograms_whatever_they_are_counted_in(write_ifc, unit, kg):
    frame = f"#1=IFCPROJECT('0YvctVUKr0kugbFTf53O9L',$,'P',$,$,$,$,$,#2);\n#2=IFCUNITASSIGNMENT(({unit}));\n{MASSES}"
    model = ifcopenshell.open(write_ifc("", frame=frame))
    scale = Units.of(model).scale("IfcReal", model.by_id(int(unit[1:])))
    assert scale(1.0) == pytest.approx(kg)


def test_what_has_no_unit_has_no_scale(units):
    assert units.scale("IfcRatioMeasure") is None


def test_a_unit_of_its_own_beats_that_of_the_project(write_ifc):
    file = ifcopenshell.open(write_ifc("", frame=UNITS))
    assert Units.of(file).scale("IfcLengthMeasure", file.by_id(12))(1.0) == 1.0


def test_a_unit_that_cannot_be_evaluated_is_told_and_metres_assumed(shared_data):
    units = Units.of(ifcopenshell.open(shared_data / "odd_small" / "broken_conversion_unit.ifc"))
    assert units.is_length_missing
    assert units.length == 1.0


def test_feet_of_a_real_file(shared_data):
    file = ifcopenshell.open(shared_data / "duplex" / "Ifc2s3_Duplex_Electrical.ifc")
    assert Units.of(file).length == pytest.approx(0.3048)
