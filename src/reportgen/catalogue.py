"""The catalogue of all kinds of problems (问题的种类) that the program reports.

`reportgen explain CODE` and docs/problems.md are derived from it. A code never changes its meaning. Its letter is the
severity (E 错误, W 警告, N 提示) and its first digit the stage: 1 file, 2 cells, 3 scoring, 4 rules file, 5 wording,
6 checks, 7 Word and layout profile, 8 writing files and environment, 9 the program itself.
"""

from __future__ import annotations

from reportgen.diagnostics import Kind

# --- 1 the file -------------------------------------------------------------------------------------------

FILE_NOT_FOUND = Kind(
    code="E101",
    title="找不到文件",
    message="找不到“{found}”{nearest}",
    hint="核对文件名和所在文件夹；文件名中有空格的，前后加英文引号；“.xlsx”可以不写",
    why="文件被改名、移走，或者命令在其他文件夹中运行。",
    wrong="reportgen build 2O24.xlsx（把数字 0 打成了字母 O）",
    right="reportgen build 2024.xlsx",
)
FILE_UNREADABLE = Kind(
    code="E102",
    title="文件无法读取",
    message="“{found}”无法读取：可能是文件夹，或者没有读取权限，或者正被其他程序占用",
    hint="写的是文件夹的，整个做用 reportgen batch；关闭正在使用它的程序；文件在共享盘上的，先复制到本机",
    why="系统不让程序读取这个文件。",
    wrong="reportgen build 文件夹",
    right="reportgen build 文件夹/2024.xlsx",
)
FILE_OLD_XLS = Kind(
    code="E103",
    title="旧版 .xls 文件",
    message="这是旧版 Excel（.xls）或 WPS 表格（.et）文件，不能直接读取",
    hint="用 Excel 或 WPS 打开，“另存为”选“Excel 工作簿（*.xlsx）”；只改扩展名无效",
    why="旧格式无法识别数字格式和未计算的公式，读取会出现差错。",
    wrong="2024.xls",
    right="2024.xlsx（另存得到）",
)
FILE_PASSWORD = Kind(
    code="E104",
    title="文件有密码",
    message="文件设有密码，无法读取",
    hint="用 Excel 或 WPS 打开，“文件—信息—保护工作簿—用密码进行加密”里清空密码后保存",
    why="加密的文件只有输入密码才能看到内容，程序不索取密码。",
    wrong="设了打开密码的 2024.xlsx",
    right="没有打开密码的 2024.xlsx",
)
FILE_DAMAGED = Kind(
    code="E105",
    title="文件损坏",
    message="文件损坏或下载不完整，无法读取",
    hint="用 Excel 或 WPS 打开，能打开的，另存一份使用；不能打开的，请对方重新发送，或重新下载",
    why="文件内容不完整，读取的数据不可靠。",
    wrong="只下载了一半的 2024.xlsx",
    right="完整的 2024.xlsx",
)
FILE_WORD = Kind(
    code="E106",
    title="这是 Word 文件",
    message="这是 Word 文件，不是填报表",
    hint="填报表是 Excel 文件（.xlsx）；核对是否选错文件或扩展名被修改",
    why="改扩展名不会把 Word 文件变成 Excel 文件。",
    wrong="把 说明.doc 改名为 2024.xlsx",
    right="填报表 2024.xlsx",
)
FILE_TEXT = Kind(
    code="E107",
    title="这是文本文件",
    message="这是文本或网页文件（如 .csv、业务系统导出的网页式 .xls），不是填报表",
    hint="核对是否选错文件；填报表须用 Excel 或 WPS 填写，保存为“Excel 工作簿（*.xlsx）”",
    why="文本文件只有一张表，没有数字格式，不能代替填报表；只改扩展名无效。",
    wrong="2024.csv",
    right="2024.xlsx",
)
FILE_OTHER_SPREADSHEET = Kind(
    code="E108",
    title="其他格式的表格",
    message="这是 .xlsb、.ods 等其他格式的表格，不能直接读取",
    hint="用 Excel 或 WPS 打开，“另存为”选“Excel 工作簿（*.xlsx）”",
    why="程序只核对 .xlsx 文件的单元格，其他格式中的部分问题无法发现。",
    wrong="2024.xlsb",
    right="2024.xlsx",
)
FILE_NOT_EXCEL = Kind(
    code="E109",
    title="不是 Excel 文件",
    message="这不是 Excel 文件，没有工作表",
    hint="核对是否选错文件；压缩包请先解压；单位装有文件加密软件的，请先解密或导出明文文件",
    why="压缩包、图片、PDF 等文件改了扩展名也不是填报表；被加密软件加密的文件，其他程序也无法读取。",
    wrong="把 资料.zip 改名为 2024.xlsx",
    right="填报表 2024.xlsx",
)
FILE_TOO_LARGE = Kind(
    code="E110",
    title="文件太大",
    message="文件超过 {limit} MB，未打开",
    hint="删去填报表中粘贴的图片和无关的工作表后保存",
    why="正常的填报表不到 1 MB；为保证电脑正常运行，过大的文件不予打开。",
    wrong="贴满照片的 2024.xlsx",
    right="只有数字和文字的 2024.xlsx",
)
FILE_UNPACKS_TOO_LARGE = Kind(
    code="E111",
    title="文件展开后太大",
    message="文件展开后太大（超过 {limit} MB，或单元格、部件过多），未打开",
    hint="删去填报表中大片的无关内容和无关的工作表；仍不能解决的，新建一份填报表，只复制填报内容",
    why="有的文件压缩时很小、展开后极大，会影响电脑正常运行。",
    wrong="展开后几 GB 的 2024.xlsx",
    right="正常的 2024.xlsx",
)

NOT_THE_FORM = Kind(
    code="E112",
    title="不是填报表",
    message="这个 Excel 文件中没有填报表的工作表；现有工作表：{found}",
    hint="核对是否选错文件；填报表应有“基本信息”“绩效指标”“预算执行”等工作表，名称不得修改",
    why="程序按名称查找工作表，一张也未找到，通常是选错了文件。",
    wrong="只有“Sheet1”的 工资表.xlsx",
    right="填报表 2024.xlsx",
)

# --- several files at once ---
NO_WORKBOOKS = Kind(
    code="E120",
    title="文件夹中没有填报表",
    message="“{found}”中没有填报表（.xlsx）",
    hint="核对文件夹名称；填报表应放在该文件夹或其下级文件夹中",
    why="没有填报表，无法处理。",
    wrong="reportgen batch 空文件夹/",
    right="reportgen batch 示例区2024/",
)
FILES_PASSED_OVER = Kind(
    code="N121",
    title="非表格文件未处理",
    message="有 {count} 个文件不是表格，未处理：{found}",
    hint="其中有填报表的，另存为“Excel 工作簿（*.xlsx）”；没有的，无须处理",
    why="列明未处理的文件，避免遗漏单位。",
    wrong="将填报表拍成照片、转成 PDF 放在文件夹中",
    right="示例一街道.xlsx",
)
OFFICE_TWICE = Kind(
    code="E122",
    title="一个单位有两份填报表",
    message="“{found}”不止一份填报表，另有：{others}",
    hint="保留正确的一份，其余的移到其他文件夹；不是同一单位的，改正“单位全称”“单位简称”",
    why="程序无法判断以哪一份为准；两份都生成，后生成的会覆盖先生成的。这几份均未生成，其他单位不受影响。",
    wrong="文件夹里有 金花街道.xlsx，还有 金花街道（修改稿）.xlsx",
    right="一个单位只有一份",
)
FILES_COLLIDE = Kind(
    code="E123",
    title="两个单位的成品同名",
    message="“{found}”的成品与其他单位同名（{name}），另一份是：{others}",
    hint="不同区的同名单位，加 --by-district 分区存放；只差大小写或符号的，改“单位简称”",
    why="两个单位写入同一个文件，只能保留一个。这几份均未生成，其他单位不受影响。",
    wrong="甲区、乙区各有一个新华街道，成品放在一起",
    right="reportgen batch 全市/ --by-district",
)
OTHER_YEAR_IN_BATCH = Kind(
    code="E124",
    title="年度与这一批不同",
    message="填报表的年度是 {found}，本批年度是 {year}",
    hint="核对是否误交上一年度的填报表，或“年度”未修改；需要生成其他年度的，用 --year 另行运行",
    why="一批只生成一个年度，汇总数据才可比；未写 --year 的，按多数填报表的年度。",
    wrong="22 份2024年度的表里有 1 份2023年度的",
    right="都是2024年度的表",
)
WORKBOOK_CHANGED = Kind(
    code="E125",
    title="处理期间填报表被修改",
    message="“{found}”在处理期间被修改，未生成",
    hint="待他人保存后再运行一次；未变化的不重新生成",
    why="前后读取的单位、内容不一致，生成的文件可能张冠李戴。",
    wrong="一边批量生成，一边往文件夹里复制填报表",
    right="填报表收齐后再运行",
)
OFFICE_UNKNOWN = Kind(
    code="E128",
    title="未写明单位",
    message="“{found}”的市、区、单位全称、单位简称未填全，批量处理不生成其草稿",
    hint="先在“基本信息”填写这四项；只需要这一份的，用 reportgen build --draft",
    why="批量生成的草稿以单位名称区分，没有名称会互相覆盖。",
    wrong="一批中有一份单位简称空白的填报表，加了 --draft",
    right="“基本信息”的四个名称均已填写",
)
FOLDER_SKIPPED = Kind(
    code="W129",
    title="文件夹未查找",
    message="“{found}”没有读取权限，或者层级过深，其中的文件未处理",
    hint="请管理员授予读取权限；层级过深的，移到上级文件夹",
    why="未查找的文件夹中可能有填报表，列明以免遗漏单位。",
    wrong="共享盘上没有权限的文件夹",
    right="自己能打开的文件夹",
)
LAST_YEAR_OF_NO_USE = Kind(
    code="W126",
    title="上一年的填报表不能使用",
    message="“{found}”无法读取单位和年度，或者不是 {year} 年度以前的，未用于比较",
    hint="核对 --last 后面的文件夹；无法打开的，用 reportgen check 查看原因",
    why="比较须有单位和年度；不能使用的不予比较，避免差错。",
    wrong="--last 后面写了今年的文件夹",
    right="reportgen batch 2025/ --last 2024/",
)
ROSTER_WITHOUT_COLUMN = Kind(
    code="E132",
    title="名单里没有单位一列",
    message="名单的第一张表没有“单位简称”“单位名称”或“单位全称”这一列",
    hint="在表头写上“单位简称”；几个区在一张名单里的，再加一列“区”",
    why="程序靠列名找到应报的单位，列名不同就不知道哪一列是单位。",
    wrong="表头是“序号、街道”",
    right="表头是“序号、区、单位简称”",
)

OFFICE_LISTED_TWICE = Kind(
    code="E133",
    title="名单里一个单位写了两次",
    message="名单里“{found}”写了两次，前一次在{first}",
    hint="删去重复的一行；两个区有同名单位的，加一列“区”",
    why="应报几个单位按名单的行数算，重复的会多算。",
    wrong="金花街道写了两行",
    right="一个单位一行",
)

OFFICES_MISSING = Kind(
    code="W134",
    title="有单位应报未报",
    message="名单里的单位没有报送填报表：{names}",
    hint="催报；已经报了的，核对名单和填报表里的单位简称、区是不是一样",
    why="少一个单位，汇总的平均分、排名就不是全区的。",
    wrong="名单上22个单位，收到21份",
    right="收到22份",
)

OFFICE_NOT_LISTED = Kind(
    code="W135",
    title="填报表的单位不在名单里",
    message="这些单位不在名单里：{names}",
    hint="核对名单和填报表里的单位简称、区；应当报送的，在名单里加一行",
    why="名称写得不一样，同一个单位就会又算应报未报，又算名单以外。",
    wrong="名单写“金花街”，填报表的单位简称是“金花街道”",
    right="两处都写“金花街道”",
)

ROSTER_EMPTY = Kind(
    code="E136",
    title="名单里没有单位",
    message="名单里一个单位也没有",
    hint="在“单位简称”下面一行写一个单位",
    why="没有应报的单位，就说不出谁没有报。",
    wrong="只有表头的名单",
    right="表头下面一行一个单位",
)

LAST_YEAR_TWICE = Kind(
    code="W127",
    title="上一年的填报表有两份",
    message="“{found}”和“{other}”属于同一单位，按后一份比较",
    hint="移走不用的一份",
    why="一个单位上一年只有一个得分，两份中须选一份。",
    wrong="--last 的文件夹里有 金花街道.xlsx，还有 金花街道（修改稿）.xlsx",
    right="一个单位只有一份",
)
LAST_YEAR_MISSING = Kind(
    code="W130",
    title="有单位未与上一年比较",
    message="{names}未与上一年的得分比较：{found}",
    hint="需要比较的，补充、改正上一年的填报表，或将当年的评分标准放入 templates/rules，再运行一次",
    why="写了 --last 而汇总中没有这些单位的比较，须予说明，以免误认为没有变化。",
    wrong="--last 的文件夹里少一个单位的填报表",
    right="--last 的文件夹里各单位都有一份，那一年的评分标准也在",
)
LAST_YEAR_NOT_SCORED = Kind(
    code="N131",
    title="上一年的得分无法计算",
    message="未与上一年的得分比较：{found}",
    hint="用 reportgen check 检查上一年的填报表；没有当年评分标准的，将其放入 templates/rules",
    why="上一年的得分按上一年的填报表和评分标准重新计算，缺一项即不能比较。",
    wrong="上一年的填报表有一个单元格未填",
    right="上一年的填报表没有错误，templates/rules 里有那一年的评分标准",
)

# --- 2 sheets and cells -----------------------------------------------------------------------------------

MISSING_SHEET = Kind(
    code="E201",
    title="缺少工作表",
    message="未找到工作表“{sheet}”{similar}",
    hint="工作表名称应与填报表模板一致；已改名的，改回“{sheet}”",
    why="程序按名称查找工作表，缺少一张即缺少一部分内容。",
    wrong="工作表叫“预算”",
    right="工作表叫“预算执行”",
)
MISSING_COLUMN = Kind(
    code="E202",
    title="缺少一列",
    message="未找到列“{column}”{similar}",
    hint="已改列名的，改回“{column}”；表头各列名应在同一行、前 10 行以内，列的先后不限",
    why="程序按列名读取数据；列名改动后，该列无法读取。",
    wrong="表头写“金额”",
    right="表头写“数值”",
)
BLANK = Kind(
    code="E203",
    title="必填的单元格是空的",
    message="{cell}未填写",
    hint="填写内容；数字确为零的，填 0；整行不需要的，清空这一行",
    why="空白不等于零，程序不作推测。",
    wrong="实际完成值：（空）",
    right="实际完成值：80",
    blank=True,
)
NOT_A_NUMBER = Kind(
    code="E204",
    title="内容不是数字",
    message="“{found}”不是数字",
    hint="只填阿拉伯数字，如 12 或 98.5；≥、≤ 等填在“符号”列，单位填在“单位”列，没有这些列的不写；“约”“以上”等字删去",
    why="“12万”“约80”“≥90”不能直接计算，程序不作推测。",
    wrong="全年支出数：12万",
    right="全年支出数：12，单位：万元",
)
SPLIT_NUMBER = Kind(
    code="E233",
    title="数字中间断开了",
    message="“{found}”的数字中间有空格或换行，不知道是一个数还是几个数",
    hint="一个单元格只填一个数，数字连着写；另外的数填到它自己的单元格",
    why="“86 92”可能是86和92，也可能是8692，程序不替您猜。",
    wrong="86 92",
    right="86",
)
ERROR_VALUE = Kind(
    code="E205",
    title="单元格为公式错误",
    message="单元格为公式错误 {found}",
    hint="改正公式，或者删去公式、直接填内容",
    why="#DIV/0!、#REF! 等错误既不是数，也不是空白。",
    wrong="=B2/B3（B3 是空的），显示 #DIV/0!",
    right="填上 B3，或直接填结果",
)
NEVER_CALCULATED = Kind(
    code="E206",
    title="公式尚未计算",
    message="公式 {found} 尚未计算出结果",
    hint="用 Excel 或 WPS 打开这个文件，数字显示后保存，再运行一次",
    why="有的软件导出的文件只有公式、没有结果，读取时与空白无异。",
    wrong="由其他系统导出、未打开过的文件",
    right="打开并保存过一次的文件",
)
WRONG_UNIT = Kind(
    code="E207",
    title="单位不符",
    message="“{found}”的单位不符，应为：{wanted}",
    hint="改为规定的单位，数字相应换算",
    why="元和万元相差一万倍，百分比和人次不能混用；单位不符的，程序不作推测。",
    wrong="年度平均执行率：95，单位：万元",
    right="年度平均执行率：95，单位：%",
)
DUPLICATE_NUMBER = Kind(
    code="E208",
    title="编号重复",
    message="“{found}”与 {first} 重复",
    hint="每一行用不同的编号（序号）；重点工作里同一序号只能有一行“概述”",
    why="编号重复时，引用处无法确定所指的行。",
    wrong="两行的编号都是 C01",
    right="C01、C02",
)
DUPLICATE_ITEM = Kind(
    code="E209",
    title="项目重复",
    message="“{found}”已在 {first} 填写",
    hint="删去多余的一行",
    why="同一项目有两行时，无法确定以哪一行为准。",
    wrong="两行“年初预算数”",
    right="只留一行",
)
NOT_A_CHOICE = Kind(
    code="E210",
    title="不在可选内容之列",
    message="“{found}”不在可选内容之列{nearest}",
    hint="只能填：{choices}",
    why="这一列决定计分方法，只能按规定的写法填写。",
    wrong="类别：产出类",
    right="类别：产出",
)
MISSING_ITEM = Kind(
    code="E211",
    title="缺少一行",
    message="未找到项目“{item}”这一行",
    hint="在“项目”列补上“{item}”，并填写这一行",
    why="这一项是说明必有的内容。",
    wrong="“基本信息”没有“单位全称”",
    right="单位全称：广州市荔湾区人民政府金花街道办事处",
    blank=True,
)
UNWANTED_DATE = Kind(
    code="E212",
    title="内容变成日期",
    message="单元格为日期或时间 {found}，此处不填日期",
    hint="选中单元格，把数字格式改为“常规”（“3-1”一类的编号改为“文本”），再重新填写",
    why="在 Excel 中录入 3-5、1/2 会自动变成日期，原来的内容已无法辨认。",
    wrong="1月2日",
    right="0.5",
)
NOT_WHOLE = Kind(
    code="E213",
    title="应是整数",
    message="“{found}”应是整数",
    hint="填整数，如 1、2、3",
    why="序号、年度和个数没有小数。",
    wrong="序号：1.5",
    right="序号：2",
)
NEGATIVE = Kind(
    code="E214",
    title="不能是负数",
    message="“{found}”是负数",
    hint="填零或正数；扣分也填正数，如 1",
    why="预算、支出和分值不会小于零。",
    wrong="扣分：-1",
    right="扣分：1",
)
FORBIDDEN_CHARACTER = Kind(
    code="E215",
    title="有不可见的控制字符",
    message="单元格中有 Word 文件不能保存的控制字符：“{found}”",
    hint="删去这个单元格的内容重新录入，或先粘贴到记事本再复制回来",
    why="从其他系统复制的文字可能带有不可见的字符，写入 Word 后文件无法打开。",
    wrong="从业务系统直接复制的文字",
    right="重新键入的文字",
)
DUPLICATE_COLUMN = Kind(
    code="E216",
    title="列名重复",
    message="表头中有两个“{found}”",
    hint="删去多余的一列，或改它的列名",
    why="两列同名时，无法确定读取哪一列。",
    wrong="两列“实际完成值”",
    right="只留一列",
)
EMPTY_SHEET = Kind(
    code="E217",
    title="工作表没有内容",
    message="工作表“{sheet}”一行也未填写",
    hint="在表头下面填写内容",
    why="这一部分是说明必有的内容。",
    wrong="只有表头的“绩效指标”",
    right="每个指标一行",
    blank=True,
)
NO_OVERVIEW = Kind(
    code="E218",
    title="重点工作缺少概述",
    message="序号 {found} 有“{level}”而没有“概述”",
    hint="为序号 {found} 增加一行，层级填“概述”",
    why="“分项”和“列举”排在同一序号的概述之后，没有概述则无处安排。",
    wrong="4 分项 …（没有 4 概述）",
    right="4 概述 …；4 分项 …",
)
NO_EXECUTION_RATE = Kind(
    code="E219",
    title="没有预算执行率",
    message="“年度平均执行率”未填写，四个季度的累计支出数也不全",
    hint="填财政部门测算的“年度平均执行率”；没有的，填全四个季度末的累计支出数",
    why="部门预算资金支出率按年度平均执行率计分。",
    wrong="两项均未填写",
    right="年度平均执行率：95，单位：%",
    blank=True,
)
TOTAL_DIFFERS = Kind(
    code="E220",
    title="分项之和不等于合计",
    message="{column}的合计为 {found}，各分项之和为 {sum}（{terms}）",
    hint="核对各分项和合计，改正有误的一项；没有的分项可以不填",
    why="合计与分项不符，无法确定以哪一个为准。",
    wrong="合计 9.63，分项 5 和 4.6",
    right="合计 9.6，分项 5 和 4.6",
)
NOT_A_YEAR = Kind(
    code="E221",
    title="年度不对",
    message="“{found}”不是年度",
    hint="填四位整数，如 2024",
    why="年度决定用哪一年的评分标准，也写进标题。",
    wrong="年度：24",
    right="年度：2024",
)
CELL_TOO_FAR = Kind(
    code="E222",
    title="表格以外的单元格有内容",
    message="离表格表格以外的单元格有内容",
    hint="删去第 {rows} 行以后、{column} 列以后的内容（选中这些整行、整列，右键“删除”）再保存",
    why="误粘贴到远处的内容会使文件过大而无法打开。",
    wrong="XFD1048576 里有一个空格",
    right="表格以外没有内容",
)
UNCLEAR_PERCENT = Kind(
    code="W223",
    title="百分数不清楚",
    message="单位是 %，填写的是 {found}：应为 {small}% 还是 {large}%？",
    hint="目前按 {small}% 计算；应为 {large}% 的，改填 {large}，或将单元格的数字格式改为百分比",
    why="0.95 可能是 0.95%，也可能是 95%，程序不作推测。",
    wrong="0.95（单位 %）",
    right="95（单位 %）",
)
UNKNOWN_COLUMN = Kind(
    code="N224",
    title="不认识的列",
    message="未使用列“{found}”{nearest}",
    hint="自行增加的列无须处理；列名有误的，请改正",
    why="列名有误，该列内容无法读取。",
    wrong="佐证材枓",
    right="佐证材料",
)
UNKNOWN_ITEM = Kind(
    code="W225",
    title="不认识的项目",
    message="未使用项目“{found}”{nearest}",
    hint="核对项目名称；不需要的，可以删去这一行",
    why="项目名称有误，该行内容无法读取。",
    wrong="调正预算数",
    right="调整预算数",
)

ROWS_ONLY_NUMBERED = Kind(
    code="N226",
    title="只有序号的行",
    message="有 {count} 行只填写了“{column}”，没有内容，未使用",
    hint="多余的行无须处理；需要使用的，填写内容",
    why="预先编号的行未用完属正常情况；内容误填在其他位置的，由此可以发现。",
    wrong="序号 3，内容留空",
    right="序号 3，内容“加强招商引资”",
)
NUMBER_TOO_LARGE = Kind(
    code="E227",
    title="数字太大",
    message="{found} 过大，不像真实的数",
    hint="核对数字和单位，是否多录了几位",
    why="街道、镇的数据不会达到一万亿；过大的数通常是误粘贴的编号、账号。",
    wrong="全年支出数：440103199001010011",
    right="全年支出数：9880",
)

TEXT_TOO_LONG = Kind(
    code="E228",
    title="文字太长",
    message="单元格中有 {count} 个字，最多 {limit} 个字",
    hint="名称、标题、目标应简短，详细内容写在“内容”或“情况说明”列",
    why="名称和标题过长，通常是整段文字误粘贴到该单元格。",
    wrong="把整段总结贴在“单位简称”里",
    right="单位简称：金花街道",
)

TOO_MANY_ROWS = Kind(
    code="E229",
    title="行数太多",
    message="本表填写了 {found} 行，超过 {limit} 行",
    hint="删去多余的行；每张表一般只有几行到几十行",
    why="行数过多通常是误粘贴，生成的说明也难以阅读。",
    wrong="“存在问题”里粘贴了 1200 行",
    right="每个问题一行",
)

NOTHING_STATED = Kind(
    code="N230",
    title="填了“无”",
    message="“{found}”按未填处理",
    hint="没有内容的单元格留空即可",
    why="照写入说明会成为“一是无”“无。”等句子。",
    wrong="主要荣誉：无",
    right="主要荣誉：（空）",
)
OWN_NUMBER = Kind(
    code="E231",
    title="自行编写了序号",
    message="“{found}”前面自行编写了序号",
    hint="删去开头的序号；“一是”“（一）”“1.”等由程序自动编号",
    why="序号由程序自动编排，再写会成为“一是一是……”“（一）1、……”。",
    wrong="目标：一是加强招商引资",
    right="目标：加强招商引资",
)
NAMES_DISAGREE = Kind(
    code="W232",
    title="单位的几种名称不一致",
    message="单位全称“{full}”、单位名称“{name}”、单位简称“{short}”不一致",
    hint="全称以单位名称结尾，单位名称以简称开头；核对是否遗留其他单位的名称",
    why="参照其他单位的填报表修改，容易漏改，一份说明中会出现两个单位。",
    wrong="全称是沙面街道办事处，简称是金花街道",
    right="三处都是金花街道",
)
COLUMN_WITHOUT_HEADING = Kind(
    code="W234",
    title="一列没有列名",
    message="{column}列没有列名，{first}起填的内容没有用到；表头里少了“{missing}”",
    hint="在表头的 {column} 列写上列名，如“{missing}”；用不到的内容可以删去",
    why="程序按列名找数；列名被删了，这一列填的就一个字也读不到，文字和得分都会变。",
    wrong="“佐证材料”的列名被清空，下面填着材料",
    right="列名：佐证材料",
)
CELLS_BESIDE_TABLE = Kind(
    code="N235",
    title="表格旁边有内容",
    message="{column}列没有列名，下面的内容没有用到",
    hint="给自己看的可以不管；要写进说明的，填到表格里有列名的列",
    why="没有列名的列，程序不读。",
    wrong="表格右边写着“待核实”",
    right="写在“备注”列",
)
ROW_ABOVE_HEADER = Kind(
    code="W236",
    title="表头上面有填报内容",
    message="这一行在表头上面，没有用到",
    hint="把这一行移到表头下面；是标题、说明的可以不管",
    why="程序从表头的下一行读起；排序、插入行都可能把内容挪到表头上面。",
    wrong="“年初预算数”一行排到了表头上面",
    right="表头在上，各行在下",
)
SHEET_NOT_READ = Kind(
    code="W237",
    title="像填报表的工作表没有读",
    message="没有读工作表“{found}”：它像“{wanted}”，但名字不是",
    hint="要用这张表的，把名字改为“{wanted}”（已有同名的表，先把它的内容合并过来）；不用的，删去这张表",
    why="程序按名字找工作表；名字差一个字，整张表填的就一个字也读不到。",
    wrong="工作表“存在的问题”",
    right="工作表“存在问题”",
)
HIDDEN_CELLS_READ = Kind(
    code="N238",
    title="读了隐藏的内容",
    message="隐藏的内容也读了：{what}",
    hint="取消隐藏看一看；不该有的，删去其中的内容",
    why="隐藏、筛选掉的行和列照样是填报表的一部分，忘了它们，说明里就有看不见来处的话。",
    wrong="去年的两行目标隐藏着没有删",
    right="不用的行删去",
)
LEFT_OUT = Kind(
    code="N239",
    title="自己写了程序会写的字",
    message="“{found}”程序也会写，这里已经写了，没有重复印",
    hint="不用改；再填的时候，这几个字可以不写",
    why="照印就成了“附件附件3”“绩效目标是：绩效目标是：”。",
    wrong="附件序号：附件3",
    right="附件序号：3",
)
NUMBERS_NOT_STATED = Kind(
    code="W240",
    title="看不出是哪几个序号",
    message="“{found}”里没有数字，看不出对应哪个问题，没有用到",
    hint="填“存在问题”表的序号，如 1 或 1、2",
    why="看不出序号，就无法核对每个问题是不是都有措施。",
    wrong="对应问题：全部问题",
    right="对应问题：1、2",
)
REFERENCE_UNKNOWN = Kind(
    code="E250",
    title="引用的内容不存在",
    message="“{found}”引用的内容不存在{nearest}",
    hint="花括号内写指标的编号，如 {{C01}}、{{C01.指标值}}、{{C01.得分}}，或 {{三公.支出}}、{{预算.全年支出数}}",
    why="引用可使一个数只填一次；引用有误，说明中会缺少一个数。",
    wrong="参与率达到{C10}（没有编号为 C10 的指标）",
    right="参与率达到{C01}",
)
REFERENCE_BLANK = Kind(
    code="E251",
    title="引用的单元格没有数",
    message="“{found}”没有可用的数：引用的单元格未填写，或者无法计算",
    hint="填写所引用的单元格；指标值为 0 的指标和定性指标没有完成率，请直接写文字",
    why="没有数而写入句子，句子不完整。",
    wrong="全年支出{预算.全年支出数}（“全年支出数”未填写）",
    right="填写“全年支出数”",
)
BRACE_ALONE = Kind(
    code="E252",
    title="多余的花括号",
    message="文字中有多余的花括号“{brace}”",
    hint="花括号只用于引用，须成对书写，如 {{C01}}；不是引用的，改用圆括号（）",
    why="花括号不成对，通常是引用未写完，说明中会遗留花括号。",
    wrong="参与率达到{C01",
    right="参与率达到{C01}",
)


# --- 3 scoring --------------------------------------------------------------------------------------------

OTHER_YEAR = Kind(
    code="E333",
    title="年度不一致",
    message="填报表的年度是 {found}，要求的是 {wanted}",
    hint="核对是否选错文件；或者去掉 --year、--last",
    why="用错年度的填报表，会将上年的数据写入本年的说明。",
    wrong="reportgen build 2023.xlsx --year 2024",
    right="reportgen build 2024.xlsx --year 2024",
)

INDICATOR_POINTS_PARTLY_BLANK = Kind(
    code="E301",
    title="分值只填了一部分",
    message="{category}指标的分值部分填写、部分未填：{code}没有分值",
    hint="同一类别的分值应全部填写，或者全部不填（全部不填的平均分配）",
    why="只填一部分时，无法判断其余指标应得多少分，合计也对不上。",
    wrong="C01 分值 4，C02 分值留空",
    right="C01、C02 都填，或都不填",
)
INDICATOR_POINTS_TOTAL = Kind(
    code="E302",
    title="指标分值合计不等于规定分值",
    message="{category}指标的分值合计{sum}分，评分标准规定{wanted}分",
    hint="改分值，使合计正好等于{wanted}分；也可以全部不填，由程序平均分配",
    why="各项分值合计必须等于上一级指标的分值，否则总分不是100分。",
    wrong="产出指标分值合计 19",
    right="产出指标分值合计 20",
)
INDICATOR_POINTS_RANGE = Kind(
    code="E303",
    title="指标分值不合规",
    message="{code}的分值是{found}，分值应大于0、不超过{most}、最多两位小数",
    hint="填大于0、不超过{most}的数，小数不超过两位",
    why="得分只计到两位小数；分值为0或小数过多时，得满分也凑不成规定的总分。",
    wrong="3.333",
    right="3.33",
)
NO_INDICATORS = Kind(
    code="E304",
    title="缺少一类指标",
    message="“绩效指标”表没有{category}指标，“{criterion}”无法评分",
    hint="在“绩效指标”表填写{category}指标",
    why="该项{points}分，没有指标则没有评分依据，不能按0分也不能按满分处理。",
    wrong="只有产出指标",
    right="产出、效益指标都有",
    blank=True,
)
METHOD_UNKNOWN = Kind(
    code="E306",
    title="计分方式无法识别",
    message="{code}的计分方式“{found}”不在评分标准内{nearest}",
    hint="从下拉列表选择：{wanted}；不填的，按“{default}”",
    why="计分方式决定得分，程序不作推测。",
    wrong="按比列计分",
    right="按比例计分",
)
INDICATOR_VALUE_MISSING = Kind(
    code="E307",
    title="指标缺数",
    message="缺“{column}”，无法评分",
    hint="填数字，单位写在“计量单位”列；定性指标的符号填“定性”",
    why="指标值和实际完成值缺一项即无法判断是否达标；空白不是0。",
    wrong="实际完成值留空",
    right="实际完成值 88",
)
QUALITATIVE_WORD = Kind(
    code="E308",
    title="定性指标完成情况无法识别",
    message="定性指标的实际完成值“{found}”无法识别",
    hint="填 达成、部分达成（写系数，如“部分达成0.8”或“部分达成（80%）”）或 未达成",
    why="定性指标按达成、部分达成、未达成三档计分，其他写法无法判断属于哪一档。",
    wrong="基本完成",
    right="部分达成0.8",
)
QUALITATIVE_COEFFICIENT = Kind(
    code="E309",
    title="部分达成的系数不在范围内",
    message="“{found}”的系数应在{lowest}到{highest}之间",
    hint="写{lowest}到{highest}之间的系数，如“部分达成0.8”；达不到{lowest}的填“未达成”",
    why="评分标准规定了部分达成的系数范围。",
    wrong="部分达成0.3",
    right="部分达成0.6",
)
DEDUCTION_MISSING = Kind(
    code="E310",
    title="人工计分未填扣分",
    message="计分方式为人工计分，“扣分”未填写",
    hint="填写扣分数；不扣分的填0",
    why="人工计分以填写的扣分为准，空白不等于不扣分。",
    wrong="计分方式 人工计分，扣分留空",
    right="计分方式 人工计分，扣分 0.5",
    blank=True,
)
DEDUCTION_RANGE = Kind(
    code="E311",
    title="扣分不在范围内",
    message="扣分{found}分，应在0到{full}分之间、最多两位小数",
    hint="填0到{full}之间的数，小数不超过两位",
    why="扣分不能是负数，也不能超过分值。",
    wrong="分值 2，扣分 3",
    right="分值 2，扣分 2",
)
DEDUCTION_DIFFERS = Kind(
    code="E312",
    title="填写的扣分与评分规则算出的不一致",
    message="“{name}”填写扣{found}分，按评分规则应扣{wanted}分（{rule}）",
    hint="核对填报值；填报值无误的，将扣分改为{wanted}或留空",
    why="填写的扣分与按规则计算的不同，总分不一致。",
    wrong="填报问题2个（每个扣0.5分），扣分填 0.5",
    right="扣分填 1，或不填",
)
REASON_MISSING = Kind(
    code="E313",
    title="失分未写原因",
    message="“{name}”扣{lost}分，“{column}”未填写",
    hint="失分的须填写原因，在“{column}”写明（{rule}）",
    why="自评表说明须逐项说明扣分原因，没有原因的扣分不能成文。",
    wrong="扣1分，未完成原因留空",
    right="扣1分，未完成原因：部分患者未按时提交申领材料",
    blank=True,
)
MANUAL_REASON_MISSING = Kind(
    code="E314",
    title="人工计分未写原因",
    message="“{name}”按人工计分，“{column}”未填写",
    hint="在“{column}”写明计分理由，不扣分的也须填写",
    why="人工计分不按固定规则，理由是其唯一依据。",
    wrong="人工计分，扣分 0，未完成原因留空",
    right="人工计分，扣分 0，未完成原因：任务按上级通知顺延，已按新时限完成",
    blank=True,
)
RATE_UNEXPLAINED = Kind(
    code="W315",
    title="支出率偏低未说明原因",
    message="年度平均执行率{found}%，低于{limit}%，“存在问题”中未说明原因",
    hint="在“存在问题”写明预算执行率偏低的原因",
    why="执行率偏低是财政部门审核的重点，未说明原因的容易被退回。",
    wrong="执行率85%，存在问题未提及预算执行",
    right="存在问题：项目招标推迟，预算执行率偏低",
)
MANAGEMENT_ROW_MISSING = Kind(
    code="E316",
    title="管理效率缺少一项",
    message="“管理效率”表没有“{found}”这一行",
    hint="按评分标准补上这一行（三级指标写“{found}”）",
    why="所缺一项{points}分，不能按0分也不能按满分处理。",
    wrong="表里没有“数据质量”",
    right="每个三级指标各有一行",
    blank=True,
)
MANAGEMENT_ROW_UNKNOWN = Kind(
    code="E317",
    title="管理效率中有评分标准没有的项目",
    message="“{found}”不是本年度评分标准的三级指标{nearest}",
    hint="改为评分标准中的名称；多余的行删去",
    why="名称不一致的行不计分，会失去应得的分。",
    wrong="资产盘点情況",
    right="资产盘点情况",
)
ENTRY_BLANK = Kind(
    code="E318",
    title="填报值未填写",
    message="“{criterion}”的填报值未填写，无法评分",
    hint="{how}",
    why="空白既不是“否”也不是0，按空白评分会误扣分或误得分。",
    wrong="填报值留空",
    right="填报值 是",
    blank=True,
)
ENTRY_WORD = Kind(
    code="E319",
    title="填报值无法识别",
    message="填报值“{found}”无法识别，这一项只能填{wanted}",
    hint="改填{wanted}",
    why="填报值决定得分，程序不作推测。",
    wrong="基本是",
    right="是",
)
ENTRY_COUNT = Kind(
    code="E320",
    title="填报值不是个数",
    message="填报值“{found}”不是个数，这一项填{issue}的数目",
    hint="填0或大于0的整数，没有的填0{exempt}",
    why="按个数扣分，须有确切的数目。",
    wrong="若干",
    right="2",
)
ENTRY_ELEMENT = Kind(
    code="E321",
    title="要素名称无法识别",
    message="填报值中的“{found}”不是这一项的要素{nearest}",
    hint="全部做到填“是”，都没做到填“否”，部分做到写做到的要素，用顿号隔开：{wanted}",
    why="按做到的要素给分，名称不一致则无法给分。",
    wrong="目标公开、自评",
    right="目标公开、自评公开",
)
ENTRY_NUMBER = Kind(
    code="E322",
    title="填报值不是数字",
    message="填报值“{found}”不是以{unit}为单位的数字",
    hint="填阿拉伯数字，单位是{unit}",
    why="这一项按数值分档或按比例计分。",
    wrong="九成",
    right="90%",
)
FIGURE_MISSING = Kind(
    code="E323",
    title="评分所需的数未填写",
    message="没有“{figure}”，无法评分",
    hint="在“{sheet}”表填写{wanted}",
    why="空白不是0，缺少这个数无法评分。",
    wrong="结转结余率、结转结余资金都留空",
    right="结转结余率 5%",
    blank=True,
)
FIGURE_NOT_COMPUTABLE = Kind(
    code="E324",
    title="评分所需的数无法计算",
    message="计算“{figure}”须除以{divisor}，而{divisor}为0",
    hint="核对“{sheet}”表的{divisor}；确无这类事项且评分标准允许的，在“管理效率”表填“不涉及”",
    why="不能除以0。",
    wrong="调整预算数 0",
    right="调整预算数 12000 万元",
)
RATES_DIFFER = Kind(
    code="W325",
    title="两种执行率相差过大",
    message="填写的年度平均执行率{found}%，按四个季度累计支出数计算为{computed}%，相差超过{tolerance}个百分点",
    hint="核对季度累计支出数和预算数；填写的率由财政部门核定、确认无误的，无须修改，评分按填写的{found}%",
    why="两个数应当接近，相差过大说明其中一个有误。",
    wrong="填写95%，按季度算是88%",
    right="填写95%，按季度算是94.6%",
)
ENTRY_CONTRADICTS_SHEET = Kind(
    code="W326",
    title="填报值与表中的数不一致",
    message="“{criterion}”的填报值“{found}”与“{sheet}”表的数不一致（{rule}）",
    hint="这一项按“{sheet}”表的数评分，填报值可以不填；两处不一致时请核对",
    why="同一个数在两处不一致，至少有一处有误。",
    wrong="填报值 8%，结转结余率 12%",
    right="填报值留空，结转结余率 12%",
)
MISSED_BUT_FULL = Kind(
    code="E327",
    title="未达标而未扣分",
    message="{code}未达到年度指标值（实际{actual}，指标值{target}），扣分为0",
    hint="填写应扣的分；数字有误的，改正实际完成值或年度指标值",
    why="未达标而得满分，得分与完成情况矛盾。",
    wrong="指标值≥90%，实际88%，扣分0",
    right="指标值≥90%，实际88%，扣分0.5",
)
MET_BUT_LOST = Kind(
    code="E328",
    title="达标而扣分",
    message="{code}已达到年度指标值（实际{actual}，指标值{target}），而扣{lost}分",
    hint="核对实际完成值和扣分；因其他事项（如办理逾期）扣分的，为该事项另列指标并在该指标扣分",
    why="达标而扣分，得分与完成情况矛盾。",
    wrong="指标值≥90%，实际95%，扣分1",
    right="指标值≥90%，实际95%，扣分0",
)
NO_EVIDENCE = Kind(
    code="W329",
    title="满分而无佐证材料",
    message="自评{found}分（满分），各项均未填写佐证材料",
    hint="在“绩效指标”“管理效率”表的“佐证材料”列写明材料名称",
    why="满分自评没有佐证，财政部门无法采信。",
    wrong="100分，佐证材料全空",
    right="佐证材料：民生服务满意度调查报告",
)
POINTS_SHARED = Kind(
    code="N330",
    title="分值由程序平均分配",
    message="{category}指标未填写分值，{total}分由{count}个指标平均分配：{shares}",
    hint="要按重要程度分配的，请填写全部分值",
    why="说明分值由程序分配，并非填报。",
    wrong="分值全空，又以为每项分值与上年相同",
    right="知晓分值由程序平均分配，或自行填写",
)
DRAFT_RULES = Kind(
    code="N332",
    title="评分标准是试用稿",
    message="{found}年度评分标准标明为{status}",
    hint='供知晓，填表人不必处理；正式采用由财政部门决定，核对后把 status 改为 "official"',
    why="按试用标准计算的得分不能直接上报。",
    wrong="拿试用标准的得分上报",
    right="核对后再上报",
)

# --- 4 rules files ----------------------------------------------------------------------------------------

RULES_YEAR_MISSING = Kind(
    code="E401",
    title="没有这一年度的评分标准",
    message="没有{found}年度的评分标准，现有：{years}",
    hint="核对填报表的年度；确是{found}年度的，请财政部门照 docs/评分标准说明 新建 rules/{found}.toml",
    why="每年的评分标准各自完整，不沿用上一年度的。",
    wrong="年度填 2042",
    right="年度填 2024",
)
RULES_SCHEME_MISSING = Kind(
    code="E423",
    title="没有这个评分方案",
    message="{year}年度没有评分方案“{found}”{nearest}",
    hint="现有的方案：{wanted}；用默认方案的，此处不填",
    why="一个年度可以有几个评分方案，每个方案一个文件，按名称选用。",
    wrong="评分方案填 投入产出法",
    right="评分方案不填，或填 投入过程产出效果",
)
RULES_UNREADABLE = Kind(
    code="E402",
    title="评分标准文件无法读取",
    message="评分标准文件无法读取：{found}",
    hint="用记事本另存为 UTF-8 编码，并确认文件可以打开",
    why="其他编码的汉字会变成乱码。",
    wrong="以 ANSI（GBK）编码保存",
    right="以 UTF-8 编码保存",
)
RULES_SYNTAX = Kind(
    code="E403",
    title="评分标准文件写法有误",
    message="此处不符合 TOML 的写法（{found}）",
    hint="检查这一处：引号、等号、逗号、方括号要用半角，文字要加引号，同一项不能写两遍",
    why="写法有误，整个文件都无法读取。",
    wrong="name = “数据质量”",
    right='name = "数据质量"',
)
RULES_UNKNOWN_KEY = Kind(
    code="E404",
    title="评分标准中有无法识别的项",
    message="{item}有无法识别的项“{found}”{nearest}",
    hint="此处可以写：{wanted}",
    why="写错的项不起作用，且不易发现。",
    wrong="point = 2",
    right="points = 2",
)
RULES_MISSING_KEY = Kind(
    code="E405",
    title="评分标准缺少一项",
    message="{item}缺少“{found}”",
    hint="补上 {found}：{expects}",
    why="缺少这一项无法评分。",
    wrong="没有 points",
    right="points = 2",
)
RULES_MISSING_SOURCE = Kind(
    code="E406",
    title="评分标准未写依据",
    message="{item}未写依据（source）",
    hint="写明文件名称和条款；没有依据的写“同类方案的通常规定，未能溯源到官方评分表”",
    why="每一条评分规则都应有依据可查。",
    wrong='source = ""',
    right='source = "《中华人民共和国预算法》第十四条"',
)
RULES_WRONG_TYPE = Kind(
    code="E407",
    title="评分标准中的值不对",
    message="{item}的“{key}”写成了“{found}”，应为{expects}",
    hint="改为{expects}",
    why="值的种类不对，无法评分。",
    wrong='points = "2分"',
    right="points = 2",
)
RULES_UNKNOWN_KIND = Kind(
    code="E408",
    title="计分规则的种类无法识别",
    message="{item}的计分规则“{found}”无法识别{nearest}",
    hint="可用的有：{wanted}",
    why="无法识别的规则不能评分。",
    wrong='rule = "band"',
    right='rule = "bands"',
)
RULES_UNKNOWN_PARAMETER = Kind(
    code="E409",
    title="计分规则有无法识别的参数",
    message="{item}用的计分规则 {rule} 没有参数“{found}”{nearest}",
    hint="{rule} 的参数有：{wanted}",
    why="写错的参数不起作用，且不易发现。",
    wrong='rule = "per_issue"，lose = 0.5',
    right='rule = "per_issue"，loss = 0.5',
)
RULES_TOTAL = Kind(
    code="E410",
    title="评分标准的分值合计不对",
    message="{item}的{parts}合计{found}分，应为{wanted}分",
    hint="改分值，使下级合计等于上级，一级指标合计等于总分（total，不写的为100分）",
    why="分值合计不对，总分就不对。",
    wrong="二级指标 4 分，其下三级指标 2 + 1",
    right="二级指标 4 分，其下三级指标 2 + 2",
)
RULES_DUPLICATE = Kind(
    code="E411",
    title="评分标准中有重名",
    message="{item}重复出现“{found}”",
    hint="改名，或删去多余的一个",
    why="程序按名称查找，重名则无法区分。",
    wrong='两个 name = "数据质量"',
    right="名称各不相同",
)
RULES_BANDS_OVERLAP = Kind(
    code="E412",
    title="分档有重叠",
    message="{item}的“{found}”与“{other}”两档重叠",
    hint="相接的两档，一档含端点（≤、≥），另一档不含（<、>）",
    why="落在重叠处的数有两个得分。",
    wrong="≤10 与 ≥10 <20",
    right="≤10 与 >10 <20",
)
RULES_BANDS_GAP = Kind(
    code="E413",
    title="分档有缺口",
    message="{item}的分档没有包括{found}的数",
    hint="各档合起来要包括所有的数：第一档不设下限，最后一档不设上限，相接处不留空",
    why="落在缺口里的数没有得分。",
    wrong="≤10 与 >15",
    right="≤10、>10 ≤15 与 >15",
)
RULES_BAND_RANGE = Kind(
    code="E414",
    title="分档的范围写法不对",
    message="{item}的“{key}”中，范围“{found}”无法识别或不含任何数",
    hint='写作 "≤10"、">10 ≤20"、"=100" 这样的形式，两端用半角空格隔开',
    why="范围无法识别则无法分档。",
    wrong='range = "10-20"',
    right='range = ">10 ≤20"',
)
RULES_UNKNOWN_NAME = Kind(
    code="E415",
    title="评分标准引用了没有的名称",
    message="{item}的“{key}”引用的“{found}”不存在{nearest}",
    hint="可用的有：{wanted}",
    why="引用的名称不存在，这一项无处归属或无法取数。",
    wrong='level2 = "预算执行情况"',
    right='level2 = "预算执行"',
)
RULES_YEAR_DIFFERS = Kind(
    code="E416",
    title="评分标准的年度与文件名不同",
    message="文件名是{wanted}年度，文件内写的是 year = {found}",
    hint="把 year 改为 {wanted}，或改文件名",
    why="复制上年文件后未改年度，容易用错标准。",
    wrong="2025.toml 里 year = 2024",
    right="2025.toml 里 year = 2025",
)
RULES_SCHEME_DIFFERS = Kind(
    code="E424",
    title="评分标准的方案与文件名不同",
    message="文件名中的方案是“{wanted}”，文件内写的是 scheme = “{found}”",
    hint='把 scheme 改为 "{wanted}"，或改文件名',
    why="填报表用 scheme 的名称选用方案，程序用文件名找文件，两处应当一致。",
    wrong='2024-投入产出.toml 里 scheme = "产出"',
    right='2024-投入产出.toml 里 scheme = "投入产出"',
)
RULES_CATEGORY_NAME = Kind(
    code="E425",
    title="填报表无法填写的类别名称",
    message="{item}的类别或二级指标“{found}”无法填写",
    hint="改名：用汉字或字母开头，不超过20个字，不用标点、空格，末尾不写“指标”，不用“全部”",
    why="类别和二级指标是填报表的下拉选项；读表时不计空格和末尾的“指标”，有这些的名称永远填不对。",
    wrong='category = "产出 指标"',
    right='category = "产出"',
)
RULES_CATEGORY_BEGINS = Kind(
    code="E426",
    title="一个类别的名称是另一个的开头",
    message="类别“{found}”是类别“{longer}”的开头",
    hint="改其中一个的名称",
    why="填报表按类别名称的开头合计分值，两个类别会算到一起。",
    wrong='category = "效益" 与 category = "效益质量"',
    right='category = "产出" 与 category = "效益"',
)
RULES_FULL_UNREACHABLE = Kind(
    code="E417",
    title="最高档不等于分值",
    message="{item}分值{wanted}分，但最高的一档是{found}分",
    hint="把最高一档的 points 改为{wanted}",
    why="最高一档低于分值就永远得不到满分，高于分值就会超分。",
    wrong="points = 2，最高档 1.5",
    right="points = 2，最高档 2",
)
RULES_KIND_MISPLACED = Kind(
    code="E418",
    title="计分规则使用位置不当",
    message="{item}不能用计分规则 {found}：所需的{wanted}此处没有",
    hint="换一种计分规则（见 docs/评分标准说明）",
    why="规则所需的数在此处无处填写。",
    wrong='三级指标 rule = "proportional"',
    right='三级指标 rule = "bands"',
)
RULES_ONE_NEEDED = Kind(
    code="E419",
    title="应当只有一个",
    message="{found}应当有且只有1个，现有{count}个",
    hint="增补或删减到1个",
    why="没有或多于一个时，无法确定用哪一个。",
    wrong="两种计分方式都写 default = true",
    right="只有一种计分方式写 default = true",
)
CASE_FAILED = Kind(
    code="E420",
    title="案例算出的结果与预期不同",
    message="案例“{name}”：预期{wanted}，算出{found}",
    hint="核对规则的参数和案例的数，改正有误的一个",
    why="案例是用数字写明的规则，结果不符说明规则或案例有误。",
    wrong="填报值 2（每个扣0.5分），预期 1.5 分",
    right="填报值 2（每个扣0.5分），预期 1 分",
)
CASE_NEEDED = Kind(
    code="W421",
    title="评分规则没有案例",
    message="{found}没有案例",
    hint="在评分标准文件中为其增加一个 [[case]]",
    why="没有案例的规则，写错不易发现。",
    wrong="新增一个三级指标，没有案例",
    right="每个三级指标、每种计分方式至少一个案例",
)
RULES_CASE_OUTCOME = Kind(
    code="E422",
    title="案例的预期写法不对",
    message="{item}要在 points 和 error 中写一个，且只写一个",
    hint="预期得分写 points，预期报错写 error",
    why="没有预期则无从核对，两个预期互相矛盾。",
    wrong="既写 points 又写 error",
    right="points = 1.5",
)

# --- 5 wording --------------------------------------------------------------------------------------------

UNKNOWN_WORD = Kind(
    code="E501",
    title="无法识别的词",
    message="没有“{found}”这个词{nearest}",
    hint="核对词的写法；全部可用的词用 reportgen wording words 查，汇总的加 --summary",
    why="写错的词不能显示内容。",
    wrong="{{ 得份.总分 }}",
    right="{{ 得分.总分 }}",
)
WORDING_UNKNOWN_FILTER = Kind(
    code="E502",
    title="无法识别的格式",
    message="没有“|{found}”这种格式{nearest}",
    hint="可用的格式：分、万元、百分比、汉字数、去句号、接原因、成句",
    why="写错的格式不能显示内容。",
    wrong="{{ 得分.总分|分数 }}",
    right="{{ 得分.总分|分 }}",
)
WORDING_WRONG_FILTER = Kind(
    code="E503",
    title="格式用错了词",
    message="“|{found}”只能用于“{takes}”类的词，“{word}”不是",
    hint="去掉格式，或换一个词；指标值和实际完成值已带计量单位，不再添加",
    why="给文字加“分”“万元”没有意义。",
    wrong="{{ 单位.简称|万元 }}",
    right="{{ 三公.预算|万元 }}",
)
WORDING_NOT_PRINTABLE = Kind(
    code="E504",
    title="不能直接印出来",
    message="“{found}”是“{type}”类的词，不能直接印出来",
    hint="清单用 {{% for … in … %}} 逐条写；是否用 {{% if … %}} 判断；一组词写明要其中哪个，如“单位.简称”",
    why="显示的会是程序内部的写法。",
    wrong="{{ 绩效目标 }}",
    right="{% for 目标 in 绩效目标 %}{{ 目标.标题 }}{% endfor %}",
)
WORDING_MAY_BE_BLANK = Kind(
    code="E505",
    title="可能没有内容的词",
    message="“{path}”有时没有内容，直接显示会缺字",
    hint="先判断再显示：{{% if {path} %}}……{{% endif %}}",
    why="未填写时该句不完整，程序停止处理。",
    wrong="{{ 主要荣誉 }}",
    right="{% if 主要荣誉 %}{{ 主要荣誉 }}{% endif %}",
)
WORDING_NOT_A_LIST = Kind(
    code="E506",
    title="不是清单",
    message="“{found}”是“{type}”类的词，不能用 for 逐条写",
    hint="for 后面写清单，如 绩效目标、重点工作、扣分指标",
    why="只有清单才有逐条的内容。",
    wrong="{% for 字 in 单位.简称 %}",
    right="{% for 目标 in 绩效目标 %}",
)
WORDING_NOT_A_FLAG = Kind(
    code="E507",
    title="不能当作判断",
    message="“{found}”是“{type}”类的词，不能用来判断",
    hint="判断用“是否”类的词（如说明的 全部达标，汇总的 全部满分）、清单，或可能没有内容的词；数不能比较大小",
    why="数字与界限的比较由评分标准作出，避免差错。",
    wrong="{% if 得分.总分 %}",
    right="{% if 全部达标 %}",
)
WORDING_NO_MEMBERS = Kind(
    code="E508",
    title="其中没有其他词",
    message="“{word}”是“{type}”类的词，后面不能再加“.{found}”",
    hint="清单中的词须在 for 循环中使用，如“目标.标题”",
    why="清单有多条，无法确定是哪一条。",
    wrong="{{ 绩效目标.标题 }}",
    right="{% for 目标 in 绩效目标 %}{{ 目标.标题 }}{% endfor %}",
)
WORDING_FORBIDDEN = Kind(
    code="E509",
    title="不允许的写法",
    message="此处不允许{what}",
    hint="只用词、格式、if、for、include；判断用“是否”类的词，计算结果用现成的词",
    why="措辞只规定表述；计算和比较由程序完成，便于核对。",
    wrong="{% if 得分.总分 > 90 %}",
    right="{% if 全部达标 %}",
)
WORDING_LOOSE_BRACE = Kind(
    code="E510",
    title="多余的花括号",
    message="“{found}”不在成对的 {{{{ }}}} 中，会原样显示",
    hint="花括号用半角、成对写：{{{{ 词 }}}}",
    why="全角或单个的花括号无法识别，会出现在公文中。",
    wrong="｛｛ 年度 ｝｝",
    right="{{ 年度 }}",
)
WORDING_STRAY_CHARACTER = Kind(
    code="E511",
    title="花括号内有无法识别的字符",
    message="花括号内不能有“{found}”",
    hint="花括号内只写词和格式，竖线、点和引号用半角；其他标点写在花括号外",
    why="全角标点不符合写法。",
    wrong="{{ 得分.总分｜分 }}",
    right="{{ 得分.总分|分 }}",
)
WORDING_UNKNOWN_TAG = Kind(
    code="E512",
    title="无法识别的标签",
    message="没有“{found}”这种标签{nearest}",
    hint="可用的标签：if（如果）、elif（否则如果）、else（否则）、endif（如果到此为止）、"
    "for（逐条写）、endfor（逐条写到此为止）、include（放进另一个文件）",
    why="标签有误，后面的内容无法确定是否出现。",
    wrong="{% 如果 全部达标 %}",
    right="{% if 全部达标 %}",
)
WORDING_UNCLOSED = Kind(
    code="E513",
    title="有开头无结尾",
    message="此处的“{found}”有开头，没有结尾",
    hint="{{{{ 后面要有 }}}}，{{% 后面要有 %}}，if 后面要有 endif，for 后面要有 endfor，都是半角",
    why="没有结尾，后面的文字会丢失。",
    wrong="{% if 全部达标 %}均已完成",
    right="{% if 全部达标 %}均已完成{% endif %}",
)
WORDING_SYNTAX = Kind(
    code="E514",
    title="写法不对",
    message="花括号内从此处起无法识别",
    hint="一对花括号内只写一个词，词和词之间用半角的点，格式前面用半角的竖线；对照 docs/措辞编写说明.md 的例子改",
    why="写法有误，无法确定显示的内容。",
    wrong="{{ 单位 简称 }}",
    right="{{ 单位.简称 }}",
)
WORDING_NO_FRAGMENT = Kind(
    code="E515",
    title="未找到要包含的文件",
    message="没有“{found}”这个措辞文件{nearest}",
    hint="核对文件名，写全扩展名 .txt；只能包含措辞文件夹中的文件",
    why="包含的文件不存在，会缺少这一段。",
    wrong='{% include "扣分.txt" %}',
    right='{% include "扣分说明.txt" %}',
)
WORDING_TOO_MUCH = Kind(
    code="E516",
    title="内容太多",
    message="这一节的内容过多",
    hint="检查 for 是否嵌套过多，文件是否重复放入（include）",
    why="一份说明只有几千字，内容过多通常是循环有误。",
    wrong="循环嵌套，将全部指标重复显示多遍",
    right="每条只显示一次",
)
WORDING_PRINTS_NOTHING = Kind(
    code="E517",
    title="此处没有内容可显示",
    message="这一行有一个词没有内容",
    hint="先用 {{% if … %}} 判断，再显示",
    why="没有内容的词直接显示会缺字。",
    wrong="{{ 主要荣誉 }}",
    right="{% if 主要荣誉 %}{{ 主要荣誉 }}{% endif %}",
)
WORDING_MISPLACED_TAG = Kind(
    code="E518",
    title="标签放错了位置",
    message="“{found}”位置有误：前面没有与其配对的标签",
    hint="elif、else、endif 写在 if 后面，endfor 写在 for 后面，一个 if 只能有一个 else",
    why="标签不配对，无法确定其作用的范围。",
    wrong="均已完成{% endif %}",
    right="{% if 全部达标 %}均已完成{% endif %}",
)
WORDING_UNREADABLE = Kind(
    code="E520",
    title="措辞文件无法读取",
    message="措辞文件无法读取",
    hint="关闭正在使用该文件的程序，检查读取权限",
    why="措辞无法读取，不能生成说明。",
    wrong="没有读取权限的文件",
    right="能打开的文件",
)
WORDING_TOO_LARGE = Kind(
    code="E521",
    title="措辞文件太大",
    message="措辞文件超过 {limit} KB，未打开",
    hint="拆分为几个文件，或检查是否放错文件",
    why="一节措辞通常不超过几千字。",
    wrong="误放进来的大文件",
    right="一节一个小文件",
)
WORDING_NOT_UTF8 = Kind(
    code="E522",
    title="措辞文件的编码不对",
    message="从这一行起不是 UTF-8 编码",
    hint="用记事本打开，“另存为”，编码选 UTF-8",
    why="编码不对会变成乱码。",
    wrong="ANSI（GBK）编码的文件",
    right="UTF-8 编码的文件",
)
WORDING_CONTROL_CHARACTER = Kind(
    code="E523",
    title="措辞中有不可见的控制字符",
    message="此处有不可见的控制字符",
    hint="删去这一段，重新键入",
    why="控制字符写入 Word 后文件无法打开。",
    wrong="从其他系统复制的文字",
    right="重新键入的文字",
)
NO_WORDING = Kind(
    code="E524",
    title="没有措辞",
    message="未找到任何措辞文件",
    hint="检查模板文件夹中的这个文件夹，或用 --templates 指明模板文件夹",
    why="没有措辞不能生成说明。",
    wrong="空的 wording 文件夹",
    right="wording/默认/10-绩效目标.txt 等文件",
)
NO_TITLE = Kind(
    code="E525",
    title="没有标题",
    message="措辞中没有【标题】这一行",
    hint="在 00-标题.txt 中写：【标题】……",
    why="说明应有标题。",
    wrong="删去了 00-标题.txt",
    right="【标题】{{ 年度 }}年度……自评表说明",
)
WORDING_NO_HEADING = Kind(
    code="E526",
    title="标题记号不对",
    message="“{found}”不是标题记号",
    hint="标题记号用半角：# 一级、## 二级、### 三级、#### 四级，最多四个",
    why="无法识别的记号会原样出现在公文中。",
    wrong="＃ 绩效自评情况",
    right="# 绩效自评情况",
)
WORDING_UNUSED = Kind(
    code="W527",
    title="措辞文件未使用",
    message="“{found}”未使用",
    hint="成节的文件名以数字和短横线开头，如 48-社会保障.txt，数字决定先后；其他文件须由某一节写 include 才能使用",
    why="文件名有误，写好的一节不会出现在说明中。",
    wrong="48社会保障.txt",
    right="48-社会保障.txt",
)
WORDING_HEADING_JUMPS = Kind(
    code="W528",
    title="标题跳级",
    message="“{found}”跳级，前面的标题之下应为“{wanted}”",
    hint="标题一级一级往下：# 一、## （一）、### 1.、#### （1），中间不跳",
    why="公文的结构层次依次用“一、”“（一）”“1.”“（1）”（GB/T 9704-2012 第7.3.3条），跳级会缺少一层。",
    wrong="# 绩效自评情况，接着 ### 自评结论",
    right="# 绩效自评情况，接着 ## 自评结论",
)
WORDING_LOOK_ALIKE = Kind(
    code="W529",
    title="名称相似",
    message="“{found}”与“{other}”看似相同，实为两个名称，不能互相代替",
    hint="要代替远一层的文件，名称须一字不差；检查全角和半角、空格、短横线的种类、大小写",
    why="相差一个不易察觉的字符，要改的一节未改，还会多出一节。",
    wrong="２0-自评结论.txt、20－自评结论.txt、20-自评结论 .txt",
    right="20-自评结论.txt",
)
WORDING_COPY = Kind(
    code="W541",
    title="措辞文件的副本也算一节",
    message="“{found}”像是“{other}”的副本，也当作一节写进了说明",
    hint="把副本移到措辞文件夹外面；确是另一节的，换一个名称，如 21-….txt",
    why="文件名以数字和短横线开头的都是一节，留着副本，同样的话就印两遍。",
    wrong="20-自评结论.txt 旁边的 20-自评结论 - 副本.txt",
    right="只有 20-自评结论.txt",
)
SAME_HEADING = Kind(
    code="W542",
    title="两节的标题相同",
    message="标题“{found}”在 {other} 已经有了",
    hint="删去多余的一个文件；确是两节的，改用不同的标题",
    why="同样的标题出现两次，多半是同一节留了两个文件。",
    wrong="20-自评结论.txt 和 21-自评结论.txt 都写“## 自评结论”",
    right="一个标题只在一个文件里",
)
WORDING_IGNORED = Kind(
    code="W530",
    title="文件放在此处不起作用",
    message="“{found}”放在此处不起作用",
    hint="措辞只使用 {layers} 文件夹中的 .txt 文件",
    why="位置或扩展名有误的文件不予读取，不会出现在说明和汇总中。",
    wrong="wording/荔湾区/20-自评结论.txt、wording/默认/20-自评结论.docx",
    right="wording/区/荔湾区/20-自评结论.txt",
)
WORDING_NEVER_FILLED = Kind(
    code="W531",
    title="这个词始终没有内容",
    message="按这一年度的评分标准，“{found}”始终没有内容，始终不成立",
    hint="删去用到它的这一段，或者换一个词；每个指标有哪些词，用 reportgen wording words 查",
    why="以它为条件的文字一次也不会出现。",
    wrong="{% if 采购管理.采购活动合规性.满分线 %}（这一项按个数扣分，没有满分线）",
    right="{% if 采购管理.采购活动合规性.满分 %}",
)
SPECIMEN_LEFT_OUT = Kind(
    code="N533",
    title="有一个样例未试写",
    message="按{year}年度的评分标准，无法生成样例“{found}”，这种情形未试写",
    hint="措辞中涉及这种情形的句子，请用实际填报表核对",
    why="样例由评分标准推导；评分标准特殊的，有的情形无法推导。",
    wrong="评分标准里没有可以失分的项",
    right="用那种情形的填报表运行 reportgen check",
)
WORDING_FIXED_FIGURE = Kind(
    code="W532",
    title="措辞中写有固定的数",
    message="“{found}”固定写在措辞中，各单位、各年度都会显示这个数",
    hint="金额、分数、比率、年份用词填写，如 {{{{ 年度 }}}}年；评分的界限写在评分标准中",
    why="固定的数不随填报表变化，用于其他单位、其他年度即为错误。",
    wrong="2023年，全年支出1000万元。",
    right="{{ 年度 }}年，全年支出{{ 预算.全年支出数|万元 }}。",
)

EXHIBIT_NOT_ALONE = Kind(
    code="E534",
    title="图表未独占一段",
    message="“{found}”未独占一段",
    hint="把 {{{{ {found} }}}} 单独写成一段：前后各空一行，不加标题记号，也不与其他文字写在一起",
    why="表格和图排在两段文字之间，不能夹在句子中。",
    wrong="各单位得分见{{ 表.得分排名 }}。",
    right="各单位得分见下表。（空一行）{{ 表.得分排名 }}",
)
WORDING_OTHER_UNIT = Kind(
    code="E535",
    title="格式与词的单位不符",
    message="“{word}”的单位是“{unit}”，不能用“|{found}”",
    hint="换成对应单位的格式；没有对应格式的，去掉格式，将单位写在花括号后面",
    why="数后面会显示其他单位，如3个单位显示为 3%。",
    wrong="{{ 段.单位数|百分比 }}",
    right="{{ 段.单位数 }}个",
)
SECOND_TITLE = Kind(
    code="E536",
    title="标题不止一个",
    message="此处另有一个【标题】",
    hint="只保留一个【标题】，通常在 00-标题.txt；正文中的标题用 #",
    why="一份公文只有一个标题。",
    wrong="00-标题.txt 和 50-小结.txt 各有一行【标题】",
    right="# 小结",
)
WORDING_SET_UNKNOWN = Kind(
    code="E543",
    title="没有这种文体",
    message="没有文体“{found}”{nearest}",
    hint="现有的文体：{wanted}；用默认文体的，此处不填",
    why="文体是说明的写法，一种文体的措辞放在 wording 下的一个文件夹中，按名称选用。",
    wrong="文体填 报告形",
    right="文体不填，或填 报告型",
)
WORDING_SET_OTHER_SCHEME = Kind(
    code="E544",
    title="文体不能用于这个评分方案",
    message="文体“{found}”不能用于评分方案“{scheme}”",
    hint="改用这个方案可用的文体：{wanted}",
    why="有的文体写定了某个评分方案的指标名称，用于其他方案时这些指标没有得分。",
    wrong="文体填 荔湾型，评分方案填 投入产出",
    right="文体填 报告型，评分方案填 投入产出",
)
WORDING_SET_SCHEME_MISSING = Kind(
    code="E545",
    title="文体写了没有的评分方案",
    message="没有评分方案“{found}”{nearest}",
    hint="现有的方案：{wanted}；各种方案都能用的文体写 schemes = []",
    why="措辞只按文体写明的评分方案检查，方案的名称应当是评分标准文件中 scheme 的值。",
    wrong='schemes = ["投入产出法"]',
    right='schemes = ["投入产出"]',
)
WORDING_WITHOUT_SET = Kind(
    code="E546",
    title="措辞文件不属于任何文体",
    message="“{found}”不属于任何文体：{folder} 不是文体的文件夹",
    hint="{advice}",
    why="不属于任何文体的措辞文件不予读取，不会出现在说明中。",
    wrong="wording/荔湾区/20-自评结论.txt",
    right="wording/区/荔湾区/20-自评结论.txt",
)
WORDING_SET_NAME = Kind(
    code="E547",
    title="文体的名称不能用",
    message="文体的名称“{found}”不能用：{reason}",
    hint="换一个名称",
    why="填报表按名称选用文体，名称不能与措辞的层或其他文体相同。",
    wrong='title = "区"',
    right='title = "荔湾型"',
)
WORDING_FIRST_PAGE = Kind(
    code="E548",
    title="首页与文体写明的不同",
    message="文体“{name}”的首页是“{found}”，成文{difference}",
    hint="改 00-标题.txt 等文件中的记号，或改 set.toml 中的 first_page",
    why="附件型首页有【附件】，封面型有【封面】，报告型文末有【落款】。",
    wrong='first_page = "报告"，措辞中没有【落款】',
    right='first_page = "报告"，措辞末尾有【落款】{{ 单位.全称 }}',
)

# --- 6 checks ---------------------------------------------------------------------------------------------

SCORES_DO_NOT_ADD_UP = Kind(
    code="E601",
    title="分值或得分合计不符",
    message="各三级指标分值合计 {criteria}，总分 {total}，扣分合计 {lost}，三者不符",
    hint="核对评分标准文件中各项的分值",
    why="说明中的总分、分项得分和扣分应当一致。",
    wrong="三级指标合计 99 分",
    right="三级指标合计 100 分",
)
POINTS_OUT_OF_BOUNDS = Kind(
    code="E602",
    title="得分超出范围",
    message="得分 {found} 不在 0 到 {full} 之间",
    hint="核对评分标准文件中这一项的规则",
    why="一项的得分不能小于零，也不能大于分值。",
    wrong="分值 2 分，得分 2.5 分",
    right="分值 2 分，得分 2 分",
)
LOSS_NOT_EXPLAINED = Kind(
    code="E603",
    title="扣分未写入说明",
    message="“{name}”扣{lost}分，说明中未说明",
    hint="在措辞中写明这一项的扣分，如“……，扣{{{{ 指标.扣分|分 }}}}。”；默认措辞已有写法，可对照修改",
    why="公开的说明应写明每一处扣分，扣分合计应等于 100 减总分。",
    wrong="删去了措辞中的“存在问题”",
    right="保留“存在问题”一节",
)

THRIFT_CONTRADICTED = Kind(
    code="E604",
    title="超支而称未超",
    message="{subject}实际支出超过预算，文中写“{claim}”",
    hint="改写该句，写明超出情况和原因；数字有误的，改正数字",
    why="超支而写严控、未超预算，前后矛盾。",
    wrong="三公经费支出 10.5 万元、预算 9.63 万元，写“严控‘三公’经费”",
    right="写明“超出年初预算0.87万元”和原因",
)
CARRY_OVER_CONTRADICTED = Kind(
    code="E605",
    title="结转结余率与文字不符",
    message="结转结余率是 {rate}%，文中写“{found}”",
    hint="改写该句，或改正“预算执行”表中的数",
    why="文字与表中的数应当一致。",
    wrong="结转结余率 12%，写“小于10%”",
    right="写“结转结余率为12%”",
)
COMPLETION_CONTRADICTED = Kind(
    code="E606",
    title="未全部完成而称全部完成",
    message="文中写“{claim}”，而有指标未达标或失分：{names}",
    hint="改写该句，如“基本完成”；完成情况有误的，改正“绩效指标”表",
    why="称全部完成而有指标扣分，前后矛盾。",
    wrong="“各项绩效目标均已完成”，有一项扣1分",
    right="“各项绩效目标基本完成”",
)

TITLE_TOO_LONG = Kind(
    code="W607",
    title="标题太长",
    message="标题有 {length} 个字，超过 {limit} 个字，无法排版",
    hint="核对“基本信息”中的单位全称，是否填入了其他内容",
    why="标题用二号字，一行 20 个字，不宜超过四行。",
    wrong="单位全称填了一整段文字",
    right="单位全称：广州市荔湾区人民政府金花街道办事处",
)

NOTE_BESIDE_LOSS = Kind(
    code="W608",
    title="失分而情况说明未改",
    message="“{name}”扣{lost}分，此处的情况说明仍原样写入说明",
    hint="核对这段文字与扣分是否矛盾，如“已按规定”“均已”“没有”，有矛盾的改写",
    why="修改填报值而未改文字，说明会一面称已做到、一面扣分。",
    wrong="填报值改为“否”，情况说明仍为“已开展事前评估”",
    right="情况说明写明没有开展的原因",
)
LEFT_OVER = Kind(
    code="E609",
    title="遗留未替换的内容",
    message="文中有未替换的内容“{found}”",
    hint="替换为实际的文字或数字",
    why="占位的记号出现在公文中，表明未写完。",
    wrong="参与率达到【待填】。",
    right="参与率达到80%。",
)

ACTUAL_REPEATS_TARGET = Kind(
    code="E610",
    title="实际完成值照抄了指标值",
    message="实际完成值“{found}”是照抄的年度指标值，不能反映实际完成情况",
    hint="填实际完成的数字，如 82.5；正好完成的填指标值的数字，不带≥、“以上”等；定性指标填 达成、部分达成0.8 或 未达成",
    why="指标值是要求，实际完成值是结果；照抄要求等于未填结果。",
    wrong="年度指标值 80，实际完成值 ≥80%",
    right="年度指标值 80，实际完成值 82.5",
)
DEVIATION_UNEXPLAINED = Kind(
    code="W611",
    title="偏差大未说明",
    message="“{name}”指标值{target}，实际{actual}，{direction}了{share}%，超过{limit}%，未说明原因",
    hint="数字有误的，改正；无误的，在“备注”或“未完成原因”写明偏差原因（超额完成的也应写明）",
    why="偏差过大，审核时须判断是指标值设置不合理，还是数字有误。",
    wrong="慰问人次：指标值 500，实际 1200，备注留空",
    right="备注：年中增加春节、中秋两次慰问，人次相应增加",
)
PERCENT_OVER_100 = Kind(
    code="W612",
    title="百分数超过100%",
    message="“{name}”的{column}是{found}，这类百分数一般不会超过100%",
    hint="核对数字；指标值要求全部做到的，符号填“=”、指标值填 100",
    why="覆盖率、参与率最多是100%，“≥100%”等于要求超过全部，实际完成值超过100%通常是计算有误。",
    wrong="隐患排查率：≥ 100 %，实际 105 %",
    right="隐患排查率：= 100 %，实际 100 %",
)
SURVEY_UNNAMED = Kind(
    code="W613",
    title="满意度未写明来源",
    message="“{name}”的佐证材料是“{found}”，未写明调查的样本或方法",
    hint="在“佐证材料”写明，如“满意度问卷（样本200份）”“第三方测评报告”",
    why="满意度须经调查得出；没有样本和方法，审核时无法采信。",
    wrong="佐证材料：工作总结",
    right="佐证材料：居民满意度问卷（样本500份）",
)
DIRECTION_DOUBTFUL = Kind(
    code="W614",
    title="符号的方向可能反了",
    message="“{name}”一般越{better}越好，符号却是“{found}”",
    hint="核对符号，是否应填“{other}”或“=”",
    why="符号方向有误，完成越差得分越高。",
    wrong="安全生产死亡人数：≥ 0 人",
    right="安全生产死亡人数：≤ 0 人",
)
EXECUTION_RATE_MISFILED = Kind(
    code="W615",
    title="预算执行率归错了类",
    message="“{name}”归在“{found}”指标，一般属于“{wanted}”",
    hint="二级指标改填“{wanted}”",
    why="执行率反映支出进度，不反映工作数量；归类有误是审核中常见的问题。",
    wrong="预算执行率：数量",
    right="预算执行率：时效",
)
DUPLICATE_NAME = Kind(
    code="W616",
    title="三级指标同名",
    message="三级指标“{found}”和 {first} 同名",
    hint="重复的，删去一行；内容不同的，名称应区分，如“拆除违法建设宗数”“拆除违法建设面积”",
    why="两个指标同名，无法区分扣分的是哪一个，也容易误认为重复计分。",
    wrong="两行名称均为“拆除违法建设”",
    right="拆除违法建设宗数；拆除违法建设面积",
)
BUDGET_DOES_NOT_ADD_UP = Kind(
    code="E617",
    title="预算数据不符",
    message="{name}{found}万元不符：{why}",
    hint="对照决算报表核对这几个数，改正有误的一个（四季度末累计支出数等于全年支出数；支出数加结转结余等于预算数）",
    why="几个数互相矛盾，至少有一个有误，执行率和结转结余率也随之有误。",
    wrong="调整预算数 10400，全年支出数 9880，结转结余资金 620",
    right="调整预算数 10400，全年支出数 9880，结转结余资金 520",
)
CARRY_OVER_RATE_WRONG = Kind(
    code="E618",
    title="结转结余率与表中的数不符",
    message="结转结余率填{found}%，按结转结余资金{left}万元÷{whole}{total}万元计算为{computed}%",
    hint="改正有误的一个；结转结余率也可以不填，由程序计算",
    why="同一张表中的率和数不符，至少有一个有误，而这一项按率计分。",
    wrong="预算 10400，结转结余 520，结转结余率 8",
    right="预算 10400，结转结余 520，结转结余率 5",
)
RATE_UNUSUAL = Kind(
    code="W619",
    title="执行率过低或过高",
    message="{name}是{found}%，{direction}",
    hint="核对支出数和预算数；无误的，在“存在问题”写明原因，已写明的无须修改",
    why="执行率过低说明预算编制偏大或工作未开展，过高说明未按预算支出，均为审核重点。",
    wrong="调整预算数 10400，全年支出数 7280（70%），存在问题未提及",
    right="存在问题：项目招标推迟，预算执行率偏低",
)
CHANGE_UNEXPLAINED = Kind(
    code="W620",
    title="“三公”经费增减大未写原因",
    message="“三公”经费{name}预算{budget}万元，实际支出{actual}万元，{change}，超过预算的{limit}%，未写变动原因",
    hint="数字有误的，改正；无误的，在“变动原因”写明，增加和减少均应写明",
    why="“三公”经费是公开的重点，增减较大的应说明原因。",
    wrong="预算 9.63，实际 3.8，变动原因留空",
    right="变动原因：报废汽车两台，公车运行维护费减少",
)
UNIT_SLIP = Kind(
    code="W621",
    title="疑似元、万元混淆",
    message="{name}为{found}，{why}，疑似元和万元混淆",
    hint="核对数字和单位：以元为单位的数，除以10000后填写，或者将“单位”列改为“元”（“三公经费”表只用万元）",
    why="元和万元相差一万倍，是最常见的差错；一个数有误，率和结论随之有误。",
    wrong="调整预算数 10400 万元，全年支出数 98800000 万元",
    right="全年支出数 9880 万元",
)
IMPOSSIBLE_FIGURE = Kind(
    code="E637",
    title="不合理的数",
    message="{name}{found}不合理：{why}",
    hint="核对这两个数，改正有误的一个",
    why="部分不应大于全部，累计数不应减少；这样的数不能写入说明。",
    wrong="固定资产总额 2600，在用固定资产 2700",
    right="固定资产总额 2600，在用固定资产 2522",
)
BUDGET_REMAINDER = Kind(
    code="W638",
    title="预算未支完，也未全部结转",
    message="结转结余资金{found}万元与预算的差额不符：{amounts}，相差{difference}万元",
    hint="核对这几个数；差额是年末由财政收回的，或者预算已调整而“调整预算数”未填的，据实补填；无误的无须修改",
    why="预算未支出的部分应为结转结余或已收回，通常是其中一个数有误。",
    wrong="调整预算数 10400，全年支出数 9880，结转结余资金 250",
    right="调整预算数 10400，全年支出数 9880，结转结余资金 520",
)
PARTS_DIFFER = Kind(
    code="E670",
    title="分项之和与合计不符",
    message="{name}为 {found}，各分项之和为 {sum}（{terms}），{difference}",
    hint="对照决算报表、编制文件核对合计和各分项，改正有误的一个；没有的分项填 0 或留空",
    why="合计与分项写在同一段话里，读者一加便知不符。",
    wrong="支出合计 1085，基本支出 600，项目支出 495，其他支出 0",
    right="支出合计 1085，基本支出 600，项目支出 485，其他支出 0",
)
PARTS_INCOMPLETE = Kind(
    code="W671",
    title="分项没有填全",
    message="{name}为 {found}，已填的分项之和为 {sum}（{terms}），{difference}；没有填的分项：{blank}",
    hint="漏填的，补填；确实没有的填 0，同时核对合计；只想写明其中几项的，无须修改",
    why="空白不是零：差额可能是漏填的分项，也可能是填错的合计。",
    wrong="编制数 45，行政编制数 20，事业编制数 20，其他编制数留空",
    right="编制数 45，行政编制数 20，事业编制数 20，其他编制数 5",
)
FINANCES_DISAGREE = Kind(
    code="W672",
    title="收支情况与预算执行不一致",
    message="{name}为 {found}万元，“预算执行”表的{other}为 {amount}万元（{cell}）",
    hint="核对两个数；口径不同的（如预算执行只算财政拨款），在“财政拨款支出”填写财政拨款的数，已经写明的无须修改",
    why="同一份说明里两处的预算、支出应当一致，不一致的应说明口径。",
    wrong="支出合计的决算数 1085，全年支出数 1058",
    right="支出合计的决算数 1085，全年支出数 1085",
)
LAST_YEAR_DIFFERS = Kind(
    code="W673",
    title="上年的数与上年填报表不一致",
    message="{name}为 {found}万元，上年填报表填的是 {amount}万元（{cell}）",
    hint="核对上年的数；上年的数事后调整过的，无须修改",
    why="与上年比较的增减由这个数计算，上年的数有误，增减也有误。",
    wrong="上年填报表“三公”经费实际支出 8.2，本年填上年实际支出数 2.8",
    right="上年实际支出数 8.2",
)

# --- what the text claims ---

CLAIM_CONTRADICTED = Kind(
    code="E622",
    title="文字与数据矛盾",
    message="文中写“{claim}”，而{fact}",
    hint="改写该句，使其与数据一致；数据有误的，改正数据",
    why="“超过”要大于，“达到”“不低于”要大于或等于，“未达到”“低于”要小于，“未发生”要等于零，“均已”要没有扣分；文字与数据应当一致。",
    wrong="满意度的实际完成值是 84，写“满意度超过85%”",
    right="写“满意度达到84%”",
)
CLAIM_DOUBTFUL = Kind(
    code="W661",
    title="文字可能与数据矛盾",
    message="文中说“{claim}”，而{fact}",
    hint="核对这句话说的是不是这一项：是的，改写这句话或改正数据；不是的，不用改",
    why="程序认得出这句话大概说的是哪一项，认不准，请人看一眼。",
    wrong="拆除违法建设宗数的指标值是 60 宗，实际完成 69 宗，写“拆除违法建设60宗”",
    right="写“拆除违法建设69宗”",
)
SCORE_CONTRADICTED = Kind(
    code="E662",
    title="文中的得分、扣分与评分结果不符",
    message="文中说“{claim}”，而{fact}",
    hint="删去手写的得分、扣分（说明里由程序写），或改成评分结果",
    why="得分由程序按评分标准算，手写的分数改了数据就会过时，一份说明里出现两个总分。",
    wrong="自评总述里写“自评结果为100分”，评分结果是 98.5 分",
    right="不写分数，或写“自评结果为98.5分”",
)
NUMBER_WITHOUT_SOURCE = Kind(
    code="W623",
    title="文中的数在表中未找到",
    message="“{number}”在填报表的数据中未找到{instead}",
    hint="核对这个数；属于某个指标的，与指标表一致；另有依据的，在有关行的“佐证材料”或“备注”写明这个数",
    why="文中的每个数都应有来源，抄错一位不易察觉，核查时则不符。",
    wrong="指标表填 1968，文中写 1986",
    right="两处均为 1968",
)
NUMBER_UNKNOWN = Kind(
    code="N663",
    title="以下数在填报表的数据中未找到",
    message="以下数在填报表的数据中未找到，请自行核对：“{number}”{instead}",
    hint="核对无误的，无须处理；要写明来源的，在有关行的“佐证材料”或“备注”写明这个数",
    why="这些数说的不是表中的指标和预算，程序无从核对，只列出备查。",
    wrong="“边界线长37.5公里”，表中没有这个数",
    right="核对无误后保留",
)
CLAIM_WITHOUT_EVIDENCE = Kind(
    code="W624",
    title="绝对化表述没有佐证",
    message="文中写“{claim}”，未填写佐证材料{about}",
    hint="在有关行的“佐证材料”写明依据，或在句中写明依据（台账、通报、统计等）；没有依据的，改用留有余地的表述",
    why="“未发生”“100%”“全覆盖”不留余地，评审首先核查依据。",
    wrong="“全年未发生安全生产死亡事件”，这个指标的佐证材料留空",
    right="佐证材料：区应急管理部门年度通报",
)
LOSS_IN_NO_PROBLEM = Kind(
    code="W625",
    title="失分未在存在问题中反映",
    message="“{name}”扣{lost}分，“存在问题”中未反映",
    hint="在“存在问题”表增加一条，说明这一项失分的原因，并在“改进措施”写明改进办法",
    why="失分之处即问题所在；只扣分不反映问题，评审会认为未查找原因。",
    wrong="采购合同逾期签订扣了分，存在问题只写绩效意识不强",
    right="存在问题：部分采购合同未按时签订",
)
PROBLEM_WITHOUT_MEASURE = Kind(
    code="W626",
    title="有问题无改进措施",
    message="“存在问题”第 {number} 条没有对应的改进措施",
    hint="在“改进措施”表增加一条，“对应问题”填 {number}；已有的，核对“对应问题”的序号",
    why="提出问题应有改进措施，一条问题至少对应一条措施。",
    wrong="存在问题两条，改进措施的“对应问题”都填 1",
    right="第二条措施的“对应问题”填 2",
)
MEASURE_WITHOUT_PROBLEM = Kind(
    code="W664",
    title="改进措施对应的问题不存在",
    message="“改进措施”第 {number} 条的“对应问题”填 {others}，“存在问题”没有这一序号",
    hint="核对“对应问题”，应填“存在问题”表的序号",
    why="措施应针对已列明的问题；序号不存在的，无法对应。",
    wrong="存在问题共 3 条，“对应问题”填 5",
    right="“对应问题”填 3",
)
NO_PROBLEM_BESIDE_LOSSES = Kind(
    code="W627",
    title="失分而称没有问题",
    message="此处写“{found}”，而有 {count} 处扣分：{names}",
    hint="按失分情况写明存在的问题",
    why="有扣分而称没有问题，前后矛盾。",
    wrong="总分 98 分，存在问题写“暂无”",
    right="存在问题：部分采购合同未按时签订",
)

# --- what was copied ---

OTHER_YEAR_IN_PROSE = Kind(
    code="W628",
    title="文中有其他年份",
    message="文中写“{year}年”，报告年度是 {report_year} 年",
    hint="沿用往年说明的，改为 {report_year} 年；确指该年事项的，无须处理，或者写明“上年”“比{year}年”",
    why="参照上年的说明修改，容易漏改年份。",
    wrong="2024年度的说明写“2023年，我部门积极开展……”",
    right="“2024年，我部门积极开展……”",
)
OTHER_OFFICE = Kind(
    code="E629",
    title="文中有其他单位",
    message="文中写“{name}”，填报单位是{own}",
    hint="改为本单位的名称；确需提及其他单位的，改写该句，如“与……共同”",
    why="参照其他单位的说明修改，容易漏改名称；一份说明中不能有两个单位。",
    wrong="金花街道的说明写“沙面街道坚持……”“本镇……”",
    right="“金花街道坚持……”“本街道……”",
)
OWN_NAME_VARIES = Kind(
    code="W639",
    title="本单位的名称写法不一",
    message="文中写“{name}”，“基本信息”为“{full}”“{middle}”“{short}”",
    hint="改为“基本信息”中的三种写法之一",
    why="一份公文中，同一单位只用规范的全称和简称。",
    wrong="金花街道办、金花街办",
    right="金花街道办事处",
)
OTHER_PLACE = Kind(
    code="W655",
    title="文中疑有其他单位、其他地方",
    message="文中写“{name}”，填报单位是{own}",
    hint="未改净的，改为本单位、本地的名称；确需提及其他地方的，写明关系（如“与……共同”“赴……学习”），或者无须处理",
    why="参照其他单位的说明修改，容易漏改地名；不能确定的只作提醒。",
    wrong="荔湾区的街道写“在越秀区政府门户网站公开”",
    right="在荔湾区政府门户网站公开",
)
OWN_NAME_MISTYPED = Kind(
    code="E656",
    title="本单位或本地的名称有错字",
    message="文中写“{name}”，与填报单位{own}或所在地的名称只差一个字",
    hint="改为“基本信息”中的名称；确为其他地方的，写明关系（如“与……共同”）",
    why="单位名称错一个字，即成为另一个单位。",
    wrong="全花街道坚持……",
    right="金花街道坚持……",
)
FULL_NAME_LACKS_PLACE = Kind(
    code="W657",
    title="单位全称未写所在的市、区",
    message="单位全称“{name}”未写“{lacking}”",
    hint="应写全称，如“广州市荔湾区人民政府金花街道办事处”；同时核对“市”“区”两行",
    why="全称应与所在的市、区一致；不一致的，常为参照其他单位时漏改。",
    wrong="广州市人民政府金花街道办事处",
    right="广州市荔湾区人民政府金花街道办事处",
)
TWO_SELF_REFERENCES = Kind(
    code="N630",
    title="自称不统一",
    message="文中既有“{first}”，又有“{name}”",
    hint="全文统一为一种自称，如均写“{first}”",
    why="一份公文中只用一种自称。",
    wrong="前面写“我部门”，后面写“本单位”",
    right="都写“我部门”",
)
SAME_AS_LAST_YEAR = Kind(
    code="W631",
    title="与上一年的文字相同",
    message="这一段与上一年的填报表（{other}）表述重复",
    hint="核对是否漏改；按本年情况改写，确无变化的无须处理",
    why="沿用上年文字是评审中常见的问题。",
    wrong="与 2023 年的重点工作一字不差，只改了年份",
    right="写本年的工作和数据",
)
STANDS_TWICE = Kind(
    code="W658",
    title="同样的文字写了两遍",
    message="这些文字与“{other}”的文字重复",
    hint="核对是否复制后未改：改写为此处应写的内容，或者删去",
    why="同一内容在一份说明中出现两次，易被认为漏写了另一项内容。",
    wrong="两个问题一字不差；同一句话在一段中写了两遍",
    right="各写各的内容",
)
WORD_TWICE = Kind(
    code="W659",
    title="词语连写了两遍",
    message="“{name}”连写了两遍",
    hint="删去多写的一个",
    why="录入时重复按键或者粘贴了两次。",
    wrong="开展联合执法执法",
    right="开展联合执法",
)

# --- the form of the text ---

PRINTED_TWICE = Kind(
    code="W680",
    title="同样的文字连续印两遍",
    message="“{found}”连续印了两遍：填报表已写，程序在其前或其后也写",
    hint="删去这几个字；标题、序号、扣分和总分均由程序写",
    why="填报表的文字与程序写的文字前后相接，不必再写。",
    wrong="扣分原因：资料不全，扣0.5分（印成“资料不全，扣0.5分，扣0.5分。”）",
    right="扣分原因：资料不全",
)
NUMBERING_BROKEN = Kind(
    code="E632",
    title="序号不连续",
    message="“{found}”的序号有误：前面是“{before}”",
    hint="逐条核对序号，缺的补上，重复的改正；能分行填写的，分行填写，由程序自动编号",
    why="序号跳号或重复，通常是删改后未重排，也可能遗漏一条。",
    wrong="一是……；三是……",
    right="一是……；二是……",
)
PUNCTUATION_WIDTH = Kind(
    code="W633",
    title="标点或空格不规范",
    message="“{found}”{fault}",
    hint="{mend}",
    why="公文用全角标点，年份用六角括号〔〕，汉字与数字之间不空格。",
    wrong="穗府[2025]5号 (试行)",
    right="穗府〔2025〕5号（试行）",
)
SENTENCE_BROKEN = Kind(
    code="W634",
    title="句子不完整或标点重复",
    message="“{found}”{fault}",
    hint="通读该句，补上遗漏的字，删去多余的字和标点",
    why="删改时多删一个字、多录一个标点，不易察觉。",
    wrong="预决算公开准、合法合规。。",
    right="预决算公开准确、合法合规。",
)
SLIP = Kind(
    code="W635",
    title="常见的错字",
    message="“{found}”疑为“{right}”之误",
    hint="改为“{right}”；确认无误的无须处理，也可写入核对.toml 的 not_slips，以后不再提醒",
    why="错别字多由输入法选字、扫描识别造成，印入公文有损严肃性。",
    wrong="做为下一年度预算安排的依据",
    right="作为下一年度预算安排的依据",
)
IMPOSSIBLE_DATE = Kind(
    code="W651",
    title="日期、时间有误",
    message="“{found}”{fault}",
    hint="{mend}",
    why="日历上没有的日期、只写两位的年份、先完工后开工，均为录入或者改写时的差错。",
    wrong="2月30日；24年我街道；5月开工，3月竣工",
    right="2月28日；2024年我街道；3月开工，5月竣工",
)
COUNT_DISAGREES = Kind(
    code="W652",
    title="前后的个数、合计不一致",
    message="“{found}”{told}，{counted}",
    hint="{mend}",
    why="所称条数应与所列一致，各分项之和应等于合计；增删后未改前面的数，就会不一致。",
    wrong="“从三个方面推进：一是……；二是……”；“走访120户，其中老党员50户、困难户60户”",
    right="“从两个方面推进：一是……；二是……”；“走访110户，其中老党员50户、困难户60户”",
)
DOCUMENT_NUMBER = Kind(
    code="W653",
    title="文号不规范",
    message="文号“{found}”{fault}",
    hint="{mend}",
    why="文号由机关代字、六角括号里的四位年份和序号组成，序号不加“第”，前面不补零，后面有“号”。",
    wrong="穗府〔2024〕第018号",
    right="穗府〔2024〕18号",
)
UNSETTLED = Kind(
    code="W654",
    title="疑似未定稿的内容",
    message="“{found}”疑似待补充或者待确定的内容",
    hint="改为确定的文字或者数字，删去内部沟通的文字和记号；确需这样写的，无须处理",
    why="起草时留下的问号、星号、“请某某核实”不应印入公文。",
    wrong="走访？人；出动***人次；（请财务科核实）",
    right="走访120人；出动360人次",
)
NOT_PRINTED = Kind(
    code="W640",
    title="填报内容未在说明中体现",
    message="“{part}”表填写的内容，说明中未体现：{found}",
    hint="有意在措辞中去掉这一部分的，无须处理；不应去掉的，检查措辞文件是否删去了这一节",
    why="填报表中的问题和措施未写入说明，容易被认为遗漏。",
    wrong="措辞中删去了“下一步改进措施”，填报表填了三条",
    right="保留“下一步改进措施”一节，或者填报表不填",
)
SECTION_NOT_PRINTED = Kind(
    code="W674",
    title="栏目未在说明中体现",
    message="“其他情况”表的栏目“{found}”，说明中没有一处写它{nearest}",
    hint="核对栏目的名称和“基本信息”表的文体；这种文体不写的内容，可以删去这一行，或者填到别的表",
    why="栏目的名称有误，或者所用的文体不写这个栏目，填写的内容就不会出现在说明中。",
    wrong="栏目：其它需说明问题",
    right="栏目：其他需要说明的问题",
)
PART_MISSING = Kind(
    code="E636",
    title="说明缺少必有的部分",
    message="成文中没有“{part}”",
    hint="核对措辞文件，是否删去了这一部分或改了标题；标题确需更换的，同时修改文体的 set.toml 中的 required",
    why="说明的各部分均为规定内容，缺少的会被退回。",
    wrong="本单位的措辞中删去了“自评结论”",
    right="保留“自评结论”一节",
)

# --- in a finished document ---

POINTS_DO_NOT_ADD_UP = Kind(
    code="E681",
    title="成文里的分数合不上",
    message="{arithmetic}，{stated}",
    hint="对照评分表核对这几个分数，改正有误的一个",
    why="各项得分相加应等于上一级的得分，100减去全部扣分应等于总分；合不上的，至少有一处抄错。",
    wrong="七项得分3+4+4+15+10+10+4=50，文中写“得分49分”",
    right="写“得分50分”",
)
POINTS_DOUBTFUL = Kind(
    code="W682",
    title="成文里的分数可能合不上",
    message="{arithmetic}，{stated}",
    hint="核对这几个分数；失了分而没有写原因的，补写原因",
    why="失分应当逐项写明；同一项的分数前后应当一致。",
    wrong="分值30分、得分28分，文中没有写扣分的原因",
    right="写明“建成服务站2个，没有达到目标，扣2分”",
)
ARITHMETIC_WRONG = Kind(
    code="E683",
    title="成文里的数算出来不符",
    message="{arithmetic}，文中为{stated}",
    hint="核对这几个数，改正有误的一个",
    why="增减额、增长率、完成率都可以由文中的两个数算出；算出来不符的，至少有一处抄错。",
    wrong="“预算12.4万元，支出8.9万元，减少4.5万元”",
    right="“减少3.5万元”",
)
ARITHMETIC_DOUBTFUL = Kind(
    code="W692",
    title="成文里的数可能算得不对",
    message="{arithmetic}，文中为{stated}",
    hint="核对这几个数说的是不是同一件事：是的，改正有误的一个；不是的，写明是怎样算出来的",
    why="增减额、比率和合计可以由文中的数算出；口径不同的，应当写明。",
    wrong="“预算7240万元，支出6950.4万元，支出率为98%”",
    right="“支出率为96%”",
)
STATED_TWICE = Kind(
    code="W684",
    title="同一个数前后不一致",
    message="“{name}”一处写{first}，一处写{second}",
    hint="核对两处说的是不是同一件事：是的，改正有误的一处；不是的，写明区别（如“上年”“其中”）",
    why="一份说明中同一个数只能有一个值。",
    wrong="前面写“支出率为95%”，后面写“支出率为96%”",
    right="两处都写95%",
)
RELATION_WRONG = Kind(
    code="E685",
    title="成文里的说法与数字不符",
    message="文中写“{claim}”，而{fact}",
    hint="改写该句，或者改正数字",
    why="“超过”要大于，“达到”要大于或等于，“未达到”要小于；达到目标的不扣分，超支的不能说严控。",
    wrong="“准确率为78%，达到目标值80%”",
    right="“准确率为78%，低于目标值80%”",
)
NUMBER_OUT_OF_ORDER = Kind(
    code="E686",
    title="成文里的序号不连续",
    message="“{words}”的序号有误：前面是“{before}”",
    hint="核对是否漏了一条，缺的补上，重复的改正",
    why="序号跳号或重复，通常是删改后未重排，也可能遗漏一条。",
    wrong="（一）……（三）……",
    right="（一）……（二）……",
)
PART_NOT_WRITTEN = Kind(
    code="E687",
    title="成文缺少必有的部分",
    message="文中没有写“{part}”",
    hint="补写这一部分；另有名称的，在标题里写明",
    why="自评说明应当有自评结论、存在的问题和改进措施，缺少的会被退回。",
    wrong="全文没有改进措施",
    right="写“三、下一步改进措施”",
)
DIFFERS_FROM_WORKBOOK = Kind(
    code="E688",
    title="成文与填报表不符",
    message="“{name}”文中为{stated}，填报表为{entered}",
    hint="核对哪一处有误，改正后使两处一致",
    why="说明里的分数和金额都来自填报表，两处应当一致。",
    wrong="文中总分98.5分，按填报表评分为97.5分",
    right="两处一致",
)
NOT_IN_DOCUMENT = Kind(
    code="W689",
    title="填报表有而成文没有写",
    message="填报表中的“{name}”{what}，文中没有写",
    hint="补写；有意不写的，可以记为已核",
    why="每一处失分都应在说明中写明原因，每项指标都应在说明中反映。",
    wrong="填报表有一项扣1分，文中没有提到",
    right="文中写明这一项和扣分的原因",
)
SAME_AS_LAST_DOCUMENT = Kind(
    code="W693",
    title="成文与上一年的成文相同",
    message="这一段与上一年成文的{other}几乎一样：{words}",
    hint="核对是否漏改；按本年情况改写，确无变化的无须处理",
    why="照着上一年的成文改写，容易有整段忘了改。",
    wrong="与上一年一字不差，只改了年份",
    right="写本年的工作和数据",
)
ACCEPTED_UNREADABLE = Kind(
    code="W694",
    title="已核文件无法读取",
    message="记录已核问题的文件无法读取，其中的问题照样列出",
    hint="对照 docs/核对成文.md 的样子改好这个文件；不要了的，删去",
    why="这个文件由人填写理由，引号、等号写错了就读不出来。",
    wrong="reason = 与财政所核对",
    right='reason = "与财政所核对"',
)
YEAR_NOT_STATED = Kind(
    code="E690",
    title="成文没有写年度",
    message="文中找不到报告的年度",
    hint="在标题里写明“2024年度”；或者用 --year 指明",
    why="年度是核对其他年份的依据，也是说明必有的内容。",
    wrong="标题写“部门整体支出绩效自评报告”，正文也没有年份",
    right="标题写“2024年度……部门整体支出绩效自评报告”",
)
OTHER_YEAR_THAN_WANTED = Kind(
    code="E691",
    title="成文是别的年度的",
    message="这份成文是{found}年度的，要核对的是{wanted}年度",
    hint="核对是否拿错了文件；文件无误的，改正标题里的年度",
    why="交来的常常是上一年的文件，或者改写时漏改了标题。",
    wrong="核对2024年度，标题写“2023年度”",
    right="标题写“2024年度”",
)

# --- many offices side by side ---

COPIED_PASSAGE = Kind(
    code="W641",
    title="与其他单位表述重复",
    message="与{others}表述重复{like}",
    hint="请有关单位据实编写；属统一下发的表述，写入 checks/核对.toml 的 fixed",
    why="除去单位名称、数字、措辞中的表述和统一提法后仍几乎相同的，通常是照抄，未反映本单位实际。",
    wrong="两个街道的“重点工作”除了名称和数字，一字不差",
    right="各自据实编写",
)
TITLES_DIFFER = Kind(
    code="W642",
    title="文号与名称不一致",
    message="文号与名称不一致：{number}在本单位为《{found}》，在{where}为《{other}》",
    hint="查对原文，改正有误的一处：文号有误的改文号，标题有误的改标题",
    why="一个文号只有一个标题；两处不同，必有一处有误。",
    wrong="一个单位写《内部控制管理办法》（示府〔2024〕5号），另一个写《资产管理办法》（示府〔2024〕5号）",
    right="文号和标题与原文相同",
)
NAMES_ANOTHER_OFFICE = Kind(
    code="W643",
    title="文中有其他单位的名称",
    message="“{own}”的文字中有“{name}”",
    hint="照抄未改的，改为本单位；确需提及其他单位的（如两个街道共同开展的工作），无须处理",
    why="照抄其他单位的文字，容易漏改名称；只看一个单位无法发现。",
    wrong="示例一街道的填报表写“推动示例二街道养老服务提质”",
    right="推动示例一街道养老服务提质",
)
OUTLIER = Kind(
    code="W644",
    title="与本区其他单位相差悬殊",
    message="“{name}”为{found}，{relation}",
    hint="核对这个数和单位（元、万元，个、宗）；无误的，在“备注”说明",
    why="同名同单位的数，各单位相差十倍以上的，通常是单位混淆或者多录、少录一位。",
    wrong="其他街道拆除违法建设30宗左右，本单位填312",
    right="31，或者确实是312并有说明",
)

# --- 7 Word and layout profile ----------------------------------------------------------------------------

SETTINGS_UNREADABLE = Kind(
    code="E701",
    title="设置文件无法读取",
    message="设置文件无法读取：{found}",
    hint="对照随程序附带的同名文件修改；文字两端须有英文双引号，保存时编码选 UTF-8",
    why="设置文件决定纸张、字体、字号和核对的界限；无法读取则不能排版和核对。",
    wrong="creator = 部门整体支出绩效自评",
    right='creator = "部门整体支出绩效自评"',
)
SETTING_UNKNOWN = Kind(
    code="E702",
    title="设置文件中有无法识别的项",
    message="设置文件中的“{found}”不是可设置的项",
    hint="{advice}",
    why="项名写错一个字母，这一项即不起作用。",
    wrong="left_margin = 28",
    right="left = 28",
)
SETTING_MISSING = Kind(
    code="E703",
    title="设置文件缺项",
    message="设置文件缺“{found}”（{label}）这一项",
    hint="补上这一项：{allowed}",
    why="每一项都应写明，程序不推测边距、字号和界限。",
    wrong="[page] 下面没有 top",
    right="top = 37",
)
SETTING_TYPE = Kind(
    code="E704",
    title="设置文件中的值类型不符",
    message="设置文件中“{name}”（{label}）不能填“{found}”",
    hint="填{allowed}",
    why="应填数字的填了文字，或者应填文字的填了数字，程序不作推测。",
    wrong='size = "三号"',
    right="size = 16",
)
SETTING_OUT_OF_RANGE = Kind(
    code="E705",
    title="设置文件中的值超出范围",
    message="设置文件中“{name}”（{label}）填“{found}”，超出了允许的范围",
    hint="填{allowed}",
    why="单位混淆（厘米误作毫米、毫米误作磅）时，版面会严重失常。",
    wrong="top = 3.7",
    right="top = 37",
)
STYLE_SHEET_UNREADABLE = Kind(
    code="E706",
    title="样式文件无法读取",
    message="样式文件无法读取：{found}",
    hint="删去自行放置的 公文.docx，改用随程序附带的；修改字体、边距的，修改 公文.toml 即可",
    why="成品的样式、页码均取自这个文件。",
    wrong="只下载了一半的 公文.docx",
    right="随程序附带的 公文.docx",
)
STYLE_MISSING = Kind(
    code="E707",
    title="样式文件缺样式",
    message="样式文件中没有名为“{found}”的样式",
    hint="以随程序附带的 公文.docx 为基础修改，不得删改其中样式的名称",
    why="每一级文字都用各自的样式排版，缺少一个即有一级无法排版。",
    wrong="把样式“附件”删掉的 公文.docx",
    right="样式齐全的 公文.docx",
)
DOCUMENT_UNREADABLE = Kind(
    code="E708",
    title="Word 文件无法读取",
    message="这个文件不能当作 Word 文档或者 PDF 读取：{found}",
    hint="用 Word 或 WPS 打开，另存为“Word 文档（*.docx）”，不设密码；只改扩展名无效",
    why="旧版 .doc、加了密码、损坏的文件和扫描的 PDF，其中的文字无法取出。",
    wrong="自评说明.doc",
    right="自评说明.docx（另存得到）",
)

NO_YEAR_IN_DOCUMENT = Kind(
    code="E712",
    title="成文中没有年度",
    message="这份成文中找不到年度，不能提取",
    hint="核对是不是自评表说明或自评报告；确实是的，在标题写明年度，如“2024年度”，再运行一次",
    why="填报表按年度的评分标准排，年度不作推测。",
    wrong="通篇没有写哪一年的文件",
    right="标题写作“2024年度××街道办事处部门整体支出绩效自评表说明”",
)

PROFILE_MISNAMED = Kind(
    code="W709",
    title="疑似版式文件",
    message="“{found}”疑似版式文件，但名称不是“公文.toml”，其中的设置不起作用",
    hint="改名为“公文.toml”（先让电脑显示文件的扩展名）；不再使用的，删去",
    why="记事本会在文件名后添加 .txt，输入法会录入全角的点和空格，修改因此不起作用。",
    wrong="公文.toml.txt",
    right="公文.toml",
)
STYLE_OF_OTHER_TYPE = Kind(
    code="E710",
    title="样式文件中的样式种类有误",
    message="样式文件中的“{found}”应为{wanted}",
    hint="以随程序附带的 公文.docx 为基础修改，不得删去样式后用同名另建",
    why="段落样式作用于整段，字符样式作用于句子；种类有误，文件打开时须修复，或者整段样式改变。",
    wrong="把“三级标题引语”删去，另建一个同名的段落样式",
    right="随程序附带的 公文.docx 里的字符样式“三级标题引语”",
)

WORDING_TOO_MANY_FILES = Kind(
    code="E711",
    title="措辞文件太多",
    message="一个单位的措辞有 {found} 个文件，超过 {limit} 个",
    hint="删去这个文件夹中多余的 .txt 文件",
    why="一份说明只有几十节，成千的文件通常是误放，逐个读取耗时过长。",
    wrong="把几千个其他 .txt 文件放入“默认”文件夹",
    right="“默认”文件夹只放措辞文件",
)

# --- 8 writing files, environment -------------------------------------------------------------------------

FILE_IN_USE = Kind(
    code="E801",
    title="文件正被占用",
    message="“{found}”正被其他程序打开，或者设为只读，无法写入",
    hint="在 Word 或 WPS 中关闭这个文件，再运行一次；文件属性是“只读”的，去掉只读",
    why="已打开的和只读的文件不能替换；原来的文件未改动。",
    wrong="Word 里正开着 金花街道-自评表说明.docx",
    right="关闭后再运行",
)
FOLDER_NOT_WRITABLE = Kind(
    code="E802",
    title="文件夹无法写入",
    message="“{found}”无法写入",
    hint="换一个有写入权限的文件夹：-o 文件夹；检查是否为只读的光盘、U 盘或共享盘，是否有同名的文件",
    why="没有写入权限，或者路径上有与文件夹同名的文件，成品无法存放；未写入任何文件。",
    wrong="-o 只读的共享盘",
    right="-o D:\\绩效",
)
DISK_FULL = Kind(
    code="E803",
    title="磁盘空间不足",
    message="磁盘空间不足，“{found}”未写入",
    hint="清理磁盘空间，或用 -o 换一个盘，再运行一次",
    why="空间不足时不写入，不留不完整的文件。",
    wrong="只剩几 KB 的 U 盘",
    right="有空间的磁盘",
)
NAME_MADE_SAFE = Kind(
    code="N804",
    title="文件名已作改动",
    message="单位简称不能原样用作文件名，文件名改用“{name}”",
    hint='单位简称中不要有 / \\ : * ? " < > | 等符号，也不要太长',
    why="有的符号、名称（如 CON）和过长的名称不能作文件名，程序已作替换；正文中仍为原样。",
    wrong="金花/街道",
    right="金花街道",
)

SOURCE_OVERWRITTEN = Kind(
    code="E805",
    title="成品会覆盖填报表",
    message="“{found}”是正在读取的填报表，成品不能覆盖",
    hint="用 -o 换一个文件夹，或者将填报表移到别处、改名",
    why="写入后，填报的内容会丢失。",
    wrong="填报表放在 output/2024/ 里，名字又叫 金花街道-自评表.xlsx",
    right="填报表放在成品文件夹以外",
)
FOLDER_IN_THE_WAY = Kind(
    code="E806",
    title="有同名的文件夹",
    message="写入文件“{found}”时，发现同名的文件夹",
    hint="将该文件夹改名或移走，或者用 -o 换一个位置",
    why="文件不能替换文件夹；程序不改动其中的内容。",
    wrong="output/2024/ 里有一个叫 金花街道-自评表.xlsx 的文件夹",
    right="output/2024/ 里没有与成品同名的文件夹",
)
OUTPUT_LOST = Kind(
    code="E807",
    title="结果显示不出来",
    message="运行结果写不出去：接收它的磁盘已满，或者接收的一方已经断开",
    hint="用“>”把结果存成文件的，换一个有空间的磁盘；成品另存在成品文件夹里，先看它们在不在",
    why="程序照常做完或者已经停下，只是结果没有地方显示。",
    wrong="reportgen check 2024.xlsx > U盘上的文件，而U盘已满",
    right="把结果存到有空间的磁盘",
)
WORKING_FOLDER_GONE = Kind(
    code="E808",
    title="当前文件夹已经不存在",
    message="运行命令的文件夹已被删除、改名或移走",
    hint="用 cd 换到一个存在的文件夹，再运行一次",
    why="填报表、措辞和成品的位置都从当前文件夹算起，没有它就找不到。",
    wrong="命令窗口开着，它所在的文件夹却被同步软件移走了",
    right="重新打开命令窗口，再运行一次",
)
COPY_TOO_LARGE = Kind(
    code="E820",
    title="填报表过大，无法写批注副本",
    message="填报表的单元格过多，未写批注副本",
    hint="按屏幕列出的问题修改；需要副本的，先删去表中大片只有底色、边框的空行空列，保存后再运行一次",
    why="写批注须将整张表重写一遍，单元格过多会影响电脑正常运行；问题仍全部列出。",
    wrong="几十万个空单元格都设了边框的 2024.xlsx",
    right="只有填报内容的 2024.xlsx",
)
COPY_NOT_MADE = Kind(
    code="E821",
    title="无法写批注副本",
    message="填报表里原有的批注、样式或图形不合常规，无法添加新的批注，未写副本",
    hint="用 Excel 或 WPS 打开填报表，另存为一份新的 .xlsx，再运行一次；问题以屏幕上列出的为准",
    why="强行写入，副本可能无法打开，因此不写；原来的文件未改动。",
    wrong="由别的软件导出、批注部分残缺的 2024.xlsx",
    right="用 Excel 或 WPS 另存过的 2024.xlsx",
)
NOT_AN_OLD_COPY = Kind(
    code="E822",
    title="副本会覆盖其他文件",
    message="“{found}”已存在，且不是程序写的批注副本，未覆盖",
    hint="为副本另取名称，或者先移走该文件",
    why="以其他填报表的名称作副本的名称，会丢失该填报表；程序只替换自己写的批注副本。",
    wrong="reportgen check 2024.xlsx --annotate 2023.xlsx（2023.xlsx 是上年的填报表）",
    right="reportgen check 2024.xlsx --annotate 2024-批注.xlsx",
)
NOT_IN_COPY = Kind(
    code="N823",
    title="副本缺少原表的部分内容",
    message="批注副本中没有原表的这些内容：{what}",
    hint="需要这些内容的，按副本中的批注修改原来的填报表；只填数字和文字的，修改副本即可",
    why="写副本的程序无法保存这些内容；原来的文件未改动，评分和成文不使用这些内容。",
    wrong="2024.xlsx 的表中插入了形状、按钮或图表",
    right="2024.xlsx 只有填报内容、下拉列表、图片和批注",
)
FORMULAS_GIVEN_WAY = Kind(
    code="N824",
    title="副本中公式已换成数",
    message="批注副本中，这些单元格的公式已换成计算结果：{cells}",
    hint="以后需要自动计算的，按副本中的批注修改原来的填报表；填报表自带的合计不受影响",
    why="写副本的程序不能保存公式的计算结果，没有结果的公式无法读取，因此副本中保留结果；原来的文件未改动。",
    wrong="“全年支出数”填了 =4940+5000 的 2024.xlsx",
    right="“全年支出数”填了 9940 的 2024.xlsx",
)

LIBREOFFICE_MISSING = Kind(
    code="E830",
    title="未找到 LibreOffice",
    message="未找到 LibreOffice，无法生成 PDF",
    hint="去掉 --pdf，只生成 Word 和 Excel 文件，再用 Word 或 WPS 另存为 PDF；"
    "或者安装 LibreOffice（www.libreoffice.org）后再运行；安装在其他位置的，用环境变量 {variable} 指明 soffice 程序",
    why="PDF 由 LibreOffice 生成；没有 LibreOffice，三个文件不齐，因此均不写入。",
    wrong="没有安装 LibreOffice 而运行 reportgen build 2024.xlsx --pdf",
    right="reportgen build 2024.xlsx",
)
LIBREOFFICE_UNUSABLE = Kind(
    code="E831",
    title="LibreOffice 无法运行",
    message="LibreOffice 的程序“{found}”不存在，或者无法运行",
    hint="设置了环境变量 {variable} 的，让它指向 LibreOffice 的 soffice 程序文件（Windows 上是 soffice.com），"
    "或者去掉该变量；未设置的，重新安装 LibreOffice；不生成 PDF 的，去掉 --pdf",
    why="指向文件夹、名称有误、没有执行权限，或者 LibreOffice 安装不完整，都会出现这种情况。",
    wrong="REPORTGEN_SOFFICE=C:\\Program Files\\LibreOffice",
    right="REPORTGEN_SOFFICE=C:\\Program Files\\LibreOffice\\program\\soffice.com",
)
LIBREOFFICE_HANGS = Kind(
    code="E832",
    title="LibreOffice 没有反应",
    message="LibreOffice 超过 {seconds} 秒仍未生成 PDF，已停止",
    hint="再运行一次；仍出现的，直接打开 LibreOffice，查看是否有等待回答的窗口；"
    "急需的，去掉 --pdf，用 Word 或 WPS 另存为 PDF",
    why="LibreOffice 有时停止响应且无提示；不限时间，命令不会结束。",
    wrong="一直等待没有反应的命令",
    right="去掉 --pdf，先生成 Word 和 Excel 文件",
)
PDF_NOT_MADE = Kind(
    code="E833",
    title="PDF 未生成",
    message="LibreOffice 未生成“{found}”的 PDF",
    hint="运行 reportgen doctor，查看 LibreOffice 一项；用 snap 安装的 LibreOffice 无法读取临时文件夹，"
    "应改用系统软件源或官网的版本；急需的，去掉 --pdf，用 Word 或 WPS 另存为 PDF",
    why="LibreOffice 自行退出，未生成完整的 PDF；缺少一个文件，该单位的文件均不写入。",
    wrong="用 snap 安装的，或者安装不完整的 LibreOffice",
    right="从系统软件源或官网安装的 LibreOffice",
)
PDF_NO_ROOM = Kind(
    code="E834",
    title="临时文件夹无法写入",
    message="生成 PDF 所用的临时文件夹无法写入：“{found}”",
    hint="清理磁盘空间；或者用环境变量 TMPDIR（Windows 上是 TEMP）换一个有空间的文件夹；不生成 PDF 的，去掉 --pdf",
    why="LibreOffice 须在临时文件夹中读取 Word 文件、写入 PDF。",
    wrong="系统盘只剩几 KB",
    right="系统盘有 200 MB 以上的空间",
)
PDF_READER_MISSING = Kind(
    code="E836",
    title="没有安装读取 PDF 的组件",
    message="没有安装读取 PDF 的 pypdfium2，这份 PDF 没有读",
    hint="安装：pip install 'reportgen-jixiao[pdf]'；或者改用 Word 文档（.docx）",
    why="PDF 的文字要用这个组件取出；只核对 Word 文档的，不必安装。",
    wrong="reportgen audit 自评说明.pdf",
    right="装好组件后再运行，或者核对 自评说明.docx",
)

PORT_TAKEN = Kind(
    code="E850",
    title="端口被占用",
    message="端口 {found} 不能使用：已被其他程序占用，或者系统不允许使用",
    hint="换一个端口，或者不写 --port，由程序选择空闲的端口",
    why="一个端口同时只能由一个程序使用。",
    wrong="两个窗口都运行 reportgen wording preview 2024.xlsx --port 8000",
    right="reportgen wording preview 2024.xlsx",
)
COPY_DIFFERS = Kind(
    code="E840",
    title="工作文件夹中已有修改过的文件",
    message="“{found}”已存在，内容与自带的不同；为免覆盖已修改的文字，未放入任何文件",
    hint="换一个新文件夹；需要自带文件的，先将该文件改名或移走",
    why="init 只放入文件，不覆盖已修改的文件。",
    wrong="对已修改措辞的文件夹再运行一次 reportgen init",
    right="reportgen init 新文件夹",
)
GIT_MISSING = Kind(
    code="E845",
    title="未找到 git",
    message="没有名为“{found}”的文件夹；作为 git 版本，本机又未找到 git",
    hint="比较文件夹的，核对名称；比较版本的，安装 git（git-scm.com）后再运行",
    why="旧版本保存在 git 中，须由 git 取出；不使用当前文件夹中的 git 程序，以防来源不明。",
    wrong="没有安装 git 而运行 reportgen wording diff HEAD~3",
    right="reportgen wording diff 旧措辞（一个文件夹）",
)
NOT_A_REPOSITORY = Kind(
    code="E846",
    title="当前文件夹不在 git 仓库中",
    message="没有名为“{found}”的文件夹；作为 git 版本，当前文件夹又不在 git 仓库中",
    hint="比较文件夹的，核对名称；比较版本的，在 templates 所在的仓库文件夹中运行；仓库属于其他用户的，git 也不能读取",
    why="版本只能在所属的仓库中查找。",
    wrong="在桌面上运行 reportgen wording diff HEAD~3",
    right="先 cd 到仓库中 templates 所在的文件夹，再运行",
)
REVISION_UNKNOWN = Kind(
    code="E847",
    title="没有这个版本",
    message="“{found}”既不是文件夹，也不是 git 版本",
    hint="核对名称：文件夹写路径，版本写提交的编号、标签或分支，如 HEAD~3；"
    "有哪些版本，运行 git log --oneline -- templates 查看",
    why="无法确定与哪一版比较。",
    wrong="reportgen wording diff HAED~3",
    right="reportgen wording diff HEAD~3",
)
NO_TEMPLATES_THERE = Kind(
    code="E848",
    title="指定位置没有措辞",
    message="“{found}”中没有措辞",
    hint="文件夹应为 templates 文件夹、其中的 wording 文件夹，或者 templates 所在的文件夹；"
    "版本中 templates 的位置应与现在相同",
    why="没有措辞则无从比较；若视为使用自带的措辞，会将“未找到”误作“没有变化”。",
    wrong="reportgen wording diff output",
    right="reportgen wording diff 备份/templates",
)
REVISION_NOT_READ = Kind(
    code="E849",
    title="措辞未取出",
    message="“{found}”中的措辞未取出：文件太多、太大，仓库不完整，或者临时文件夹无法写入",
    hint="检查 templates 中是否混入其他文件；仓库不完整的，先用 git fetch 取全；磁盘空间不足的，清理空间",
    why="取出不全，会将未取出的误作删去。",
    wrong="templates/wording 中有几万个文件",
    right="templates/wording 中只有措辞",
)
TARGET_EXISTS = Kind(
    code="E860",
    title="文件已存在",
    message="“{found}”已存在，未覆盖",
    hint="换一个文件名；不再需要原来文件的，先将其改名、移走或删去，再运行一次",
    why="原来的文件可能有已填写的内容，覆盖后无法恢复。",
    wrong="文件夹中已有填写一半的 2025.xlsx，又运行 reportgen new 2025.xlsx",
    right="reportgen new 2025年度填报表.xlsx",
)
NOT_CARRIED = Kind(
    code="W861",
    title="上年的内容未沿用",
    message="上年填报表的此处未沿用：{problem}",
    hint="在新表中据实填写；或者先改正上年的填报表，再重新生成新表",
    why="无法识别的内容不推测填入新表，新表中此处留空。",
    wrong="上年填报表的“三级指标”单元格是公式错误 #REF!，新表中指标没有名称",
    right="在新表中补上指标名称",
)
ROW_NOT_CARRIED = Kind(
    code="W862",
    title="上年的一行本年没有",
    message="上年“{sheet}”表中的“{found}”，{year}年度的表中没有这一行，未沿用",
    hint="核对是否改名：已改名的，将上年这一行的文字抄到新表相应的行",
    why="本年的评分标准没有这一项，沿用则无法评分；也可能只是改名，文字仍可使用。",
    wrong="上年的三级指标“政府采购执行率”，本年改为“采购活动合规性”",
    right="把情况说明抄到“采购活动合规性”一行",
)
OTHER_RULES = Kind(
    code="W865",
    title="成文的年度没有评分标准",
    message="成文是{found}年度的，没有这一年度的评分标准，填报表按{year}年度的排",
    hint="核对“管理效率”表各行；有{found}年度评分标准的，放到 templates/rules，再运行一次",
    why="各年度的三级指标和分值可能不同，按别的年度排的表，得分可能对不上。",
    wrong="2019年度的成文，templates/rules 中只有2024年度的评分标准",
    right="放入 templates/rules/2019.toml 后再提取",
)
NOT_RECOGNISED = Kind(
    code="W866",
    title="成文中有没有认出的文字",
    message="有{found}段文字没有认出，列在工作表“没有认出的文字”中",
    hint="逐段看，该填的抄到相应的表；不用填的不用管",
    why="拿不准归属的文字不推测填入，也不丢掉。",
    wrong="原文的表格、落款和没有标题的段落",
    right="把有用的段落抄到相应的表",
)
DOUBTFUL_CELLS = Kind(
    code="W867",
    title="有要核对的单元格",
    message="做成的填报表里有{found}个单元格是由原文推出的，要核对，已标上颜色，批注里是原文的句子",
    hint="逐个对照批注核对，改好后清除颜色和批注；沿用上年的文字另有颜色，改过就没有了",
    why="由原文拟出的指标、由得分推出的填报值，不等于填报的数据。",
    wrong="原文只写“满意度达95%”，指标值、实际完成值都暂写95",
    right="查出年初的指标值，填入“年度指标值”",
)
NOT_LAST_YEAR = Kind(
    code="W863",
    title="沿用的不是上一年度的表",
    message="沿用的填报表为{found}年度，新表为{year}年度",
    hint="核对 --from 后面的文件是否有误；确需沿用该年度的，无须处理",
    why="新表的“上年…”各列会是该年度的数，与上年比较会出现差错。",
    wrong="reportgen new 2025.xlsx --from 2022.xlsx",
    right="reportgen new 2025.xlsx --from 2024.xlsx",
)

# --- a batch ---
BATCH_UNDER_WAY = Kind(
    code="E870",
    title="另一次批量正在进行",
    message="另一个 reportgen batch 正在写入“{found}”",
    hint="待其完成；或者用 -o 换一个文件夹",
    why="两次批量同时写入一个文件夹，清单会互相覆盖。",
    wrong="开两个窗口，对同一个 output 运行 reportgen batch",
    right="一个完成后，再运行另一个",
)
WORKER_LOST = Kind(
    code="E871",
    title="处理这份表的进程中途结束",
    message="处理“{found}”的进程中途结束，两次尝试均如此",
    hint="单独运行 reportgen build；仍不能完成的，通常是内存不足，关闭其他程序后再试",
    why="进程被系统或其他程序结束，这一份没有结果；其他单位不受影响。",
    wrong="可用内存很少的电脑",
    right="关闭不用的程序再运行",
)
NO_WORKERS = Kind(
    code="E872",
    title="没有可用的工作进程",
    message="没有可用的工作进程：{found}",
    hint="本机的，运行 reportgen doctor 检查；用 dask 的，核对 --scheduler 的地址，各台机器上要装同一版本的 reportgen",
    why="没有工作进程，无法处理；已生成的均保留，再运行一次继续处理。",
    wrong="--scheduler 写错了端口",
    right="--engine dask --scheduler tcp://10.0.0.1:8786",
)
STRANGE_FILES = Kind(
    code="E878",
    title="工作进程交回的文件名不对",
    message="工作进程交回了不该有的文件“{found}”，一个也没有写",
    hint="用 dask 的，核对 --scheduler 的地址，各台机器上要装同一版本的 reportgen",
    why="成品的文件名只由单位简称和区名决定；别的名字会写到别处，或者盖掉别的文件。",
    wrong="集群里混进了别的版本的工作进程",
    right="各台机器装同一版本",
)
NOT_OUR_FILE = Kind(
    code="E877",
    title="成品文件夹中有其他同名文件",
    message="“{found}”不是本程序生成的，或者是链接，不能替换",
    hint="将其改名或移走，或者用 -o 换一个文件夹",
    why="写入后，原有文件会丢失。",
    wrong="output/2024/ 中有自行编制的 清单.xlsx",
    right="专门存放成品的文件夹",
)
STALE_FILES = Kind(
    code="W873",
    title="保留以前的成品",
    message="本次未生成，成品文件夹中仍为以前生成的：{found}",
    hint="改正错误后再运行一次，即替换为新的；此前不得报送旧文件",
    why="旧文件与新文件外观相同，容易误作本次生成。",
    wrong="报送了旧的 金花街道-自评表说明.docx",
    right="改正错误，重新生成后再报送",
)
OFFICES_NOT_GIVEN = Kind(
    code="N874",
    title="以前处理的单位本次没有",
    message="清单中原有、本次未提供填报表的单位：{names}",
    hint="本次的清单和汇总不含这些单位；其以前的成品仍在文件夹中，不需要的请自行删去",
    why="清单和汇总只包括本次提供的填报表；只提供几份的，汇总只有这几个单位。",
    wrong="只提供修改过的 3 份，误认为汇总仍为 22 个单位",
    right="每次提供整个文件夹，未变化的不重新生成",
)

NO_CHARTS = Kind(
    code="N875",
    title="汇总中没有图",
    message="未安装绘图所需的 matplotlib，汇总的 Word 文件中没有图",
    hint=(
        '需要图的，在下载的文件夹中运行 python3 -m pip install -c constraints.txt ".[charts]"，再加 --force 运行一次；'
        "Excel 文件中的图不需要它"
    ),
    why="图由 matplotlib 绘制，因体积较大，不随程序安装；没有图，文字和表格不受影响。",
    wrong="只安装了 reportgen",
    right='python3 -m pip install -c constraints.txt ".[charts]"',
)
NO_CHART_FONT = Kind(
    code="N876",
    title="没有绘图所需的中文字体",
    message="本机没有中文字体，汇总的 Word 文件中没有图",
    hint="安装一种中文字体（如 Noto CJK、思源宋体），再加 --force 运行一次",
    why="没有中文字体，图中文字会显示为方框，因此不绘制。",
    wrong="没有安装中文字体的服务器",
    right="装有宋体、黑体或 Noto CJK 的电脑",
)

# --- the site ---
DATABASE_ADDRESS = Kind(
    code="E880",
    title="数据库的地址不对",
    message="环境变量 DATABASE_URL 不是 PostgreSQL 的地址",
    hint="写成 postgresql://用户:密码@主机:5432/数据库；用站点文件夹里的 SQLite 的，不设这个变量",
    why="网站不知道数据在哪个数据库里。",
    wrong="DATABASE_URL=mysql://db/jixiao",
    right="DATABASE_URL=postgresql://site:密码@db.local:5432/jixiao",
)
NO_POSTGRES_PACKAGE = Kind(
    code="E881",
    title="没有安装 PostgreSQL 的软件包",
    message="DATABASE_URL 是 PostgreSQL 的地址，但没有安装 psycopg",
    hint='在下载的文件夹里运行 python3 -m pip install -c constraints.txt ".[web,postgres]"',
    why="没有它，网站连不上 PostgreSQL。用 SQLite 的不需要。",
    wrong='只安装了 ".[web]"',
    right='python3 -m pip install -c constraints.txt ".[web,postgres]"',
)
DATABASE_AWAY = Kind(
    code="E882",
    title="打不开数据库",
    message="打不开数据库：{found}",
    hint="PostgreSQL 的，核对它是否已启动，DATABASE_URL 是否写对；SQLite 的，核对站点文件夹能不能写",
    why="网站的全部记录都在数据库里；数据库恢复以前，网站不启动，已有的数据不变。",
    wrong="PostgreSQL 还没有启动，就启动网站",
    right="先启动 PostgreSQL，再启动网站",
)

# --- 9 the program itself ---------------------------------------------------------------------------------

PROGRAM_FAULT = Kind(
    code="E901",
    title="程序出错",
    message="程序自身出错，未完成",
    hint="将填报表和此处指明的日志文件一并发给维护人员",
    why="属于程序问题；日志中记有出错位置。",
    wrong="再三重试同一个命令",
    right="把填报表和日志发给维护人员",
)

WRONG_COMMAND = Kind(
    code="E902",
    title="命令写法有误",
    message="{found}",
    hint="照“{usage}”写{example}；各选项见 {command} --help",
    why="命令、选项或者其先后有误，程序无法执行；未作任何处理。",
    wrong="reportgen bulid 2024.xlsx",
    right="reportgen build 2024.xlsx",
)

KINDS: dict[str, Kind] = {kind.code: kind for kind in list(globals().values()) if isinstance(kind, Kind)}
